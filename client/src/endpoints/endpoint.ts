import { isObject, own } from '../../../src/domain/json.js'

/** Where clients connect: a WebSocket API, or a node of one's own. */
export interface Endpoint {
  /** Stays the same when the address changes: clients are spread by it. */
  readonly id: string
  /** `wss:` or `ws:`. */
  readonly url: string
}

/**
 * The endpoints that an `endpoints.json` lists: `{"endpoints": [{"id", "url"}]}`. A URL may be relative to the file's own,
 * and `https` stands for `wss`. What is not understood is left out; of an id that stands twice the first counts.
 *
 * @param base Where the file was read.
 */
export function endpointsIn(json: unknown, base: string): readonly Endpoint[] {
  const listed = isObject(json) ? own(json, 'endpoints') : undefined
  const known = new Map<string, Endpoint>()
  for (const each of Array.isArray(listed) ? listed : []) {
    const id = isObject(each) ? own(each, 'id') : undefined
    const url = isObject(each) ? socketUrl(own(each, 'url'), base) : undefined
    if (typeof id === 'string' && id && url && !known.has(id)) known.set(id, { id, url })
  }
  return [...known.values()]
}

function socketUrl(given: unknown, base: string): string | undefined {
  if (typeof given !== 'string' || !URL.canParse(given, base)) return undefined
  const url = new URL(given, base)
  url.protocol = url.protocol.replace(/^http/, 'ws')
  return /^wss?:$/.test(url.protocol) ? url.href : undefined
}
