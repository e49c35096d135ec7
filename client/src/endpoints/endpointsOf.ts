import { keptClientId } from './clientId.js'
import { type Endpoint, endpointsIn } from './endpoint.js'
import { ranked } from './ranked.js'

export interface EndpointsOptions {
  /**
   * What this client is spread by: it comes back to the same endpoint as long as this is the same. Default: a random name
   * that the browser keeps; in Node a new one.
   */
  readonly clientId?: string
  readonly fetch?: (url: string, options: RequestInit) => Promise<Response>
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** A list that was read so long ago is read again before the next connection. */
const freshMs = 60_000
const patienceMs = 10_000

/**
 * The `url` of `connect` where there are several: reads an `endpoints.json`, and answers this client's own endpoint; after a
 * connection that came to nothing the next in its order, and its own again for the connection after one that held.
 *
 * @param address Of the file; in browsers it may be relative to the page.
 */
export function endpointsOf(
  address: string | URL,
  { clientId = keptClientId(), fetch = globalThis.fetch.bind(globalThis), now = Date.now }: EndpointsOptions = {},
): (misses: number) => Promise<string> {
  const { href } = new URL(address, globalThis.location?.href)
  let order: readonly Endpoint[] = []
  let readAt = Number.NEGATIVE_INFINITY
  /** What was answered last: where in the order, and after how many misses. */
  let last = { place: 0, misses: 0 }

  const read = async () => {
    try {
      const answer = await fetch(href, { cache: 'no-cache', signal: AbortSignal.timeout(patienceMs) })
      if (!answer.ok) throw new Error(`${href} answered ${answer.status}`)
      const listed = endpointsIn(await answer.json(), answer.url || href)
      if (!listed[0]) throw new Error(`${href} lists no endpoint`)
      order = ranked(listed, clientId)
      readAt = now()
    } catch (error) {
      // The list known before is better than none.
      if (!order[0]) throw error
    }
  }
  return async (misses) => {
    if (now() - readAt >= freshMs) await read()
    // One more miss than last time: where it was sent then did not take it. Else that connection held, and may have aged.
    const place = misses > last.misses ? (last.place + 1) % order.length : 0
    last = { place, misses }
    return (order[place] as Endpoint).url
  }
}
