import { ok, type Result, refuse } from '../../domain/refusal.js'

/** Where clients may connect, as the page's `endpoints.json` lists it. */
export interface ListedEndpoint {
  readonly id: string
  /** `wss:` or `ws:`; of the default one relative to the page, since only a browser knows how it reached the server. */
  readonly url: string
}

/** Those that are configured, else this server alone. */
export function endpointsOf(given: readonly ListedEndpoint[] | undefined, name: string): Result<ListedEndpoint[]> {
  if (given === undefined) return ok([{ id: 'self', url: 'ws' }])
  for (const { url } of given) {
    const protocol = URL.canParse(url) ? new URL(url).protocol : ''
    if (!/^wss?:$/.test(protocol)) return refuse('bad_config', `${name} must hold ws or wss URLs`)
  }
  if (given.length === 0 || new Set(given.map(({ id }) => id)).size < given.length) {
    return refuse('bad_config', `${name} must hold at least one, each with an id of its own`)
  }
  return ok([...given])
}

/** Origins of those that are elsewhere: the page's policy has to name them. */
export function originsOf(endpoints: readonly ListedEndpoint[]): string[] {
  const urls = endpoints.filter(({ url }) => URL.canParse(url)).map(({ url }) => new URL(url))
  return [...new Set(urls.map(({ protocol, host }) => `${protocol}//${host}`))]
}
