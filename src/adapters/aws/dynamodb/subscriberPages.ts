import type { QueryId } from '../../../domain/query/query.js'
import type { Clock } from '../../../ports/clock.js'
import type { Subscriber } from '../../../ports/connection.js'
import { type Key, queryKey, subscriberPrefix } from './keys.js'
import { type SubscriberRow, subscriberOf } from './rows.js'
import type { Page, RowTable } from './rowTable.js'

/** Queries whose subscribers are read at the same time. Each read is a megabyte at most, and so is what is held. */
const atATime = 32
/** A page is told once it has so many: subscribers of many queries share frames only within a page. */
const pageSize = 5_000

interface Read {
  readonly queryId: QueryId
  readonly page: Page<SubscriberRow>
  readonly done: () => void
}

/** Who looks at these queries now, in pages; the next is read while one is posted to. */
export async function* subscriberPages(
  table: RowTable,
  clock: Clock,
  queryIds: readonly QueryId[],
): AsyncIterable<readonly Subscriber[]> {
  const left = [...new Set(queryIds)].reverse()
  const underway = new Set<Promise<Read>>()
  const ask = (queryId: QueryId, after?: Key) => {
    const page = table.page<SubscriberRow>(queryKey(queryId).pk, subscriberPrefix, last, after)
    const read: Promise<Read> = page.then((page) => ({ queryId, page, done: () => underway.delete(read) }))
    underway.add(read)
    // Whoever stops reading leaves some of them: their faults are nobody's.
    read.catch(() => {})
  }
  let gathered: Subscriber[] = []
  for (;;) {
    while (left.length > 0 && underway.size < atATime) ask(left.pop() as QueryId)
    if (underway.size === 0) break
    const { queryId, page, done } = await Promise.race(underway)
    done()
    if (page.next !== undefined) ask(queryId, page.next)
    const now = clock.now()
    for (const row of page.rows) if (row.u > now) gathered.push(subscriberOf(row, queryId))
    if (gathered.length < pageSize) continue
    yield gathered
    gathered = []
  }
  if (gathered.length > 0) yield gathered
}

const last = 'V~'
