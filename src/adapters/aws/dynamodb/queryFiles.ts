import type { Query, QueryId } from '../../../domain/query/query.js'
import type { Clock } from '../../../ports/clock.js'
import { DynamoFault } from './faults.js'
import { countKey, filingKey, placeOf, queryKey } from './keys.js'
import { Lanes } from './lanes.js'
import { type Leased, lease, queryText } from './rows.js'
import type { RowTable, TableAction } from './rowTable.js'

/** `Q#<query>` / `@`: where the query is filed, by place, and under which number there. */
export interface QueryRow extends Leased {
  readonly filings: Readonly<Record<string, number>>
  readonly filedAt: number
}

/** `H#<place>` / `@`: the number of the latest filing. */
export interface CountRow extends Leased {
  readonly n: number
}

/** `H#<place>` / `L#<number>`. */
export interface FilingRow extends Leased {
  readonly queryId: QueryId
  readonly query: string
}

/**
 * A reader leaves out what has lapsed by its own clock, and takes an unchanged number for "the same". So nobody may
 * prolong what a reader may already have left out: who comes later than this before the end files anew, under a new
 * number. More than any two clocks differ and any transaction takes.
 */
const lastMomentsMs = 60_000
/** At the most, a query is filed for this much longer than asked, or half as long again: seldom is it to be prolonged. */
const mostSpareMs = 3_600_000
/** Counts outlive every filing under them: what is filed would otherwise be counted from the start again. */
const countsLastMs = 30 * 86_400_000

/**
 * Files queries under their channels, for as long as they have subscribers. Filings are never shortened and never taken
 * back: a query that is filed until some moment stays so, which spares every subscribe the lock on a row that all share.
 */
export class QueryFiles {
  readonly #table: RowTable
  readonly #clock: Clock
  /** Those of one process would only get in each other's way. */
  readonly #lanes = new Lanes()

  constructor(table: RowTable, clock: Clock) {
    this.#table = table
    this.#clock = clock
  }

  /**
   * Sees to it that the query is filed until then or longer; `row` is what a consistent read just found of it.
   * `lapsed`: it was not filed when asked, so that events may have passed it.
   */
  async keep(query: Query, until: number, row: QueryRow | undefined): Promise<'kept' | 'lapsed'> {
    const places = [...new Set(query.channels.map((channel) => placeOf(channel, query.queryId)))]
    const answer = isFiled(row, places, this.#clock.now() + 1) ? 'kept' : 'lapsed'
    if (!isFiled(row, places, until)) await this.#lanes.run(places, () => this.#file(query, places, until))
    return answer
  }

  async #file(query: Query, places: readonly string[], until: number): Promise<void> {
    const keys = [queryKey(query.queryId), ...places.map(countKey)]
    const backoff = this.#table.backoff()
    let brokenAt: number | undefined
    for (;;) {
      const now = this.#clock.now()
      const [row, ...counts] = (await this.#table.get(keys)) as [QueryRow?, ...(CountRow | undefined)[]]
      const whole = row?.filedAt === brokenAt ? undefined : row
      if (isFiled(whole, places, until)) return
      const wanted = until + Math.min(mostSpareMs, Math.max(0, until - now) / 2)
      const grown = whole !== undefined && mayGrow(whole, places, now, wanted) ? whole : undefined
      const actions =
        grown === undefined
          ? filing(query, row, places, counts, now, Math.max(wanted, row?.until ?? 0))
          : growth(grown, places, wanted)
      const unmet = await this.#table.transact(actions)
      if (unmet === 'done') return
      // Its own row is as it was read, so what is filed by it is not all there.
      if (grown !== undefined && !unmet[0]) brokenAt = grown.filedAt
      await backoff.again(new DynamoFault('others file the same queries all the time'))
    }
  }
}

/** The query's row, and in each place the next number with what is filed under it. */
function filing(
  query: Query,
  row: QueryRow | undefined,
  places: readonly string[],
  counts: readonly (CountRow | undefined)[],
  now: number,
  until: number,
): TableAction[] {
  const filings: Record<string, number> = {}
  const actions: TableAction[] = []
  for (const [i, place] of places.entries()) {
    const count = counts[i]
    // By the clock, so that a place which was forgotten does not begin with numbers that a reader may still hold.
    const n = count === undefined ? now : count.n + 1
    filings[place] = n
    const kept = lease(Math.max(now + countsLastMs, until + lastMomentsMs, count?.until ?? 0))
    const { queryId } = query
    const filed: FilingRow = { ...filingKey(place, n), queryId, query: queryText(query), ...lease(until) }
    actions.push(
      { Put: { Item: { ...countKey(place), n, ...kept }, ...unchanged('n', count?.n) } },
      { Put: { Item: filed } },
    )
  }
  const item: QueryRow = { ...queryKey(query.queryId), filings, filedAt: now, ...lease(until) }
  return [{ Put: { Item: item, ...unchanged('until', row?.until) } }, ...actions]
}

/** True if it is filed in all these places until then at least. */
function isFiled(row: QueryRow | undefined, places: readonly string[], until: number): boolean {
  return row !== undefined && row.until >= lease(until).until && filedIn(row, places)
}

/** Another schema may have routed the same query elsewhere. */
function filedIn(row: QueryRow, places: readonly string[]): boolean {
  return places.every((place) => Object.hasOwn(row.filings, place))
}

function mayGrow(row: QueryRow, places: readonly string[], now: number, until: number): boolean {
  return row.until > now + lastMomentsMs && until <= row.filedAt + countsLastMs && filedIn(row, places)
}

function growth(row: QueryRow, places: readonly string[], until: number): TableAction[] {
  const { until: end, expiresAt } = lease(until)
  const set = { UpdateExpression: 'SET #until = :end, expiresAt = :seconds', ExpressionAttributeNames: names }
  const values = { ':end': end, ':seconds': expiresAt }
  return [
    {
      Update: {
        Key: { pk: row.pk, sk: row.sk },
        ...set,
        ConditionExpression: '#until = :was AND filedAt = :filed',
        ExpressionAttributeValues: { ...values, ':was': row.until, ':filed': row.filedAt },
      },
    },
    ...places.map((place) => ({
      Update: {
        Key: filingKey(place, row.filings[place] as number),
        ...set,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: values,
      },
    })),
  ]
}

const names = { '#until': 'until' }

/** A condition: the row still has what was read of it, or is still not there. */
function unchanged(attribute: string, was: number | undefined) {
  if (was === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' }
  return {
    ConditionExpression: '#was = :was',
    ExpressionAttributeNames: { '#was': attribute },
    ExpressionAttributeValues: { ':was': was },
  }
}
