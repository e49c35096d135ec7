import type { Query, QueryId } from '../../../domain/query/query.js'
import type { Channel } from '../../../domain/routing/channel.js'
import type { Clock } from '../../../ports/clock.js'
import type { ChannelQueries, Stamp } from '../../../ports/subscriptionStore.js'
import { countKey, filingKey, placesOf } from './keys.js'
import type { CountRow, FilingRow } from './queryFiles.js'
import { queryFrom } from './rows.js'
import type { RowTable } from './rowTable.js'
import { type Known, knownBy, stampOf } from './stamp.js'

/**
 * Numbers tell that queries came, not that they lapsed. Whoever reads a channel for so long is given all of it anew, so
 * that lapsed queries do not gather; some earlier than others, so that not all channels are read at once.
 */
const relearnMs = 3_600_000

/** What is filed under a channel: its numbers, and where they changed, what came since. */
export class ChannelReader {
  readonly #table: RowTable
  readonly #clock: Clock
  /** Places whose number is asked for in this turn of the event loop: they are read together. */
  #asked = new Map<string, Promise<number>>()
  #places: string[] = []
  #answer: Promise<readonly (CountRow | undefined)[]> | undefined

  constructor(table: RowTable, clock: Clock) {
    this.#table = table
    this.#clock = clock
  }

  async read(channel: Channel, held: Stamp | undefined): Promise<ChannelQueries> {
    // Before any read: what it leaves out had lapsed when the reading began.
    const now = this.#clock.now()
    const places = placesOf(channel)
    const counts = await Promise.all(places.map((place) => this.#count(place)))
    const known = knownBy(held, places.length)
    const from = known !== undefined && follows(known, counts, now) ? known : undefined
    if (from !== undefined && counts.every((n, i) => n === from.counts[i])) return 'same'
    const added = new Map<QueryId, Query>()
    await Promise.all(
      places.map(async (place, i) => {
        const count = counts[i] as number
        const since = from?.counts[i] ?? 0
        if (count === since) return
        for (const row of await this.#table.all<FilingRow>(place, filingKey(place, since + 1).sk, last)) {
          if (row.until > now) added.set(row.queryId, queryFrom(row.queryId, row.query))
        }
      }),
    )
    // The numbers as they were before the filings were read: what came in between is told again, which does no harm.
    const allAt = from?.allAt ?? now - Math.floor((Math.random() * relearnMs) / 2)
    return { stamp: stampOf({ allAt, counts }), added: [...added.values()], removed: [], reset: from === undefined }
  }

  #count(place: string): Promise<number> {
    const asked = this.#asked.get(place)
    if (asked !== undefined) return asked
    this.#answer ??= Promise.resolve().then(() => {
      const places = this.#places
      this.#places = []
      this.#asked = new Map()
      this.#answer = undefined
      return this.#table.get<CountRow>(places.map(countKey))
    })
    const at = this.#places.push(place) - 1
    const count = this.#answer.then((rows) => rows[at]?.n ?? 0)
    this.#asked.set(place, count)
    return count
  }
}

const last = 'L~'

/** False where the reader must be given all. A number below the one held is of a place that was forgotten. */
function follows(known: Known, counts: readonly number[], now: number): boolean {
  return now - known.allAt < relearnMs && counts.every((n, i) => n >= (known.counts[i] as number))
}
