import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, type Hit, type Position, RequestError } from '../../../../client/src/index.js'
import type { Asked } from '../server/connection.js'

const pageSize = 1000
const mostTries = 6

/** All documents that match, newest first, page by page to the end. Rejects with the client's `RequestError`. */
export async function* pagesOf(
  client: Pick<Client, 'older'>,
  query: Asked['query'],
  limit: number,
  stop: AbortSignal,
  firstWaitMs = 250,
): AsyncGenerator<readonly Hit[]> {
  let before: Position | undefined
  for (let left = limit; left > 0 && !stop.aborted; ) {
    const page = await again(() => client.older(query, before, Math.min(pageSize, left)), stop, firstWaitMs)
    if (page.hits.length > 0) yield page.hits
    left -= page.hits.length
    before = page.end
    if (before === undefined) return
  }
}

/** Asks again, after growing waits, what failed for the moment only. */
async function again<T>(ask: () => Promise<T>, stop: AbortSignal, firstWaitMs: number): Promise<T> {
  for (let tries = 1, wait = firstWaitMs; ; tries++, wait *= 2) {
    try {
      return await ask()
    } catch (fault) {
      const passing = fault instanceof RequestError && fault.retryable && tries < mostTries
      if (!passing) throw fault
      await sleep(wait, undefined, { signal: stop }).catch(() => undefined)
      if (stop.aborted) throw fault
    }
  }
}
