import { defaultSchema, type Schema } from '../../../src/domain/fields.js'
import { isObject, own } from '../../../src/domain/json.js'
import { toldSchema } from '../../../src/domain/toldSchema.js'
import type { TallyFields } from './tally.js'

/** What the server says of itself beside the page. */
export interface PageConfig {
  readonly schema: Schema
  readonly auth: 'open' | 'required'
  readonly demo: boolean
}

export const defaultConfig: PageConfig = { schema: defaultSchema, auth: 'open', demo: false }

/** `config.json` as it came; what is missing or not understood is as by default. */
export function configOf(json: unknown): PageConfig {
  if (!isObject(json)) return defaultConfig
  const schema = toldSchema(json)
  return { schema, auth: own(json, 'auth') === 'required' ? 'required' : 'open', demo: own(json, 'demo') === true }
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
