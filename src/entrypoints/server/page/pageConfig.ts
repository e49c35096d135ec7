import type { Config } from '../../config/config.js'

/** `config.json`: what a page must know before it connects. Everyone can read it. */
export function pageConfig({ schema, open, demo, retentionDays, oidc }: Config) {
  const auth = open ? 'open' : 'required'
  const fields = Object.fromEntries(schema.fields)
  return { fields, routable: schema.routable, auth, demo, retentionDays, ...(oidc === undefined ? {} : { oidc }) }
}
