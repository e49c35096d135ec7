import { defaultSchema, type Schema } from '../../../src/domain/fields.js'
import { isObject, own } from '../../../src/domain/json.js'
import { toldSchema } from '../../../src/domain/toldSchema.js'
import { type OidcConfig, oidcOf } from '../signIn/oidcConfig.js'
import type { TallyFields } from './tally.js'

/** What the server says of itself beside the page. */
export interface PageConfig {
  readonly schema: Schema
  readonly auth: 'open' | 'required'
  readonly demo: boolean
  /** Where people are signed in, if anywhere. */
  readonly oidc?: OidcConfig
  /** A ping after this long without a message; on API Gateway pings are paid. */
  readonly pingAfterMs?: number
  /** The bus on AWS that events are put on; without it they go to the server of the page. */
  readonly bus?: { readonly name: string; readonly region: string }
}

export const defaultConfig: PageConfig = { schema: defaultSchema, auth: 'open', demo: false }

/** `config.json` as it came; what is missing or not understood is as by default. */
export function configOf(json: unknown): PageConfig {
  if (!isObject(json)) return defaultConfig
  const schema = toldSchema(json)
  const auth = own(json, 'auth') === 'required' ? 'required' : 'open'
  const oidc = oidcOf(own(json, 'oidc'))
  const pingAfterMs = own(json, 'pingAfterMs')
  const bus = busOf(own(json, 'bus'))
  return {
    schema,
    auth,
    demo: own(json, 'demo') === true,
    ...(oidc === undefined ? {} : { oidc }),
    ...(typeof pingAfterMs === 'number' && pingAfterMs >= 1000 ? { pingAfterMs } : {}),
    ...(bus === undefined ? {} : { bus }),
  }
}

function busOf(json: unknown): PageConfig['bus'] {
  const [name, region] = isObject(json) ? [own(json, 'name'), own(json, 'region')] : []
  // They stand in a command that is copied into a shell.
  const isPlain = (text: unknown): text is string => typeof text === 'string' && /^[\w./:-]{1,256}$/.test(text)
  return isPlain(name) && isPlain(region) ? { name, region } : undefined
}

/** Facets that one summary may ask for. */
const mostFacets = 10

/** What the page counts: the level, a latency, and the keyword fields, the one with the longest values last. */
export function countedFields({ fields }: Schema): TallyFields {
  const keywords = [...fields].filter(([, type]) => type === 'keyword').map(([name]) => name)
  const latency = fields.get('latencyMs')
  const rank = (name: string) => (name === 'level' ? 0 : name === 'eventType' ? 2 : 1)
  return {
    ...(keywords.includes('level') ? { level: 'level' } : {}),
    ...(latency === 'long' || latency === 'double' ? { latency: 'latencyMs' } : {}),
    facets: keywords.sort((a, b) => rank(a) - rank(b)).slice(0, mostFacets),
  }
}
