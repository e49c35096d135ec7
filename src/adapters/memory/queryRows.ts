import type { Query, QueryId } from '../../domain/query/query.js'
import type { Channel } from '../../domain/routing/channel.js'
import type { Clock } from '../../ports/clock.js'
import type { Subscriber } from '../../ports/connection.js'
import type { ChannelQueries, Stamp } from '../../ports/subscriptionStore.js'
import { ChannelLog } from './channelLog.js'

interface Row {
  readonly query: Query
  readonly subscribers: Map<string, Subscriber>
}

/** How long a query without subscribers stays, in milliseconds: who comes back finds it compiled. */
const lingerMs = 60_000
/** How many of them stay: whoever comes and goes with ever new queries makes no more than these. */
const mostLingering = 1000

/** The distinct live queries, their subscribers, and where they are filed. */
export class QueryRows {
  readonly #clock: Clock
  readonly #rows = new Map<QueryId, Row>()
  readonly #channels = new Map<Channel, ChannelLog>()
  /** Queries that nobody looks at, in the order in which they were left: only these can lapse. */
  readonly #left = new Map<QueryId, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#rows.size
  }

  add(query: Query, subscriber: Subscriber): void {
    this.#lapse()
    let row = this.#rows.get(query.queryId)
    if (row === undefined) {
      row = { query, subscribers: new Map() }
      this.#rows.set(query.queryId, row)
      for (const channel of query.channels) this.#log(channel).add(query)
    }
    row.subscribers.set(subscriber.connectionId, subscriber)
    this.#left.delete(query.queryId)
  }

  /** The query's own row stays: it ends by lease, so that nobody who leaves can take it from somebody who comes. */
  leave(queryId: QueryId, connectionId: string): void {
    this.#lapse()
    const row = this.#rows.get(queryId)
    if (row === undefined || !row.subscribers.delete(connectionId) || row.subscribers.size > 0) return
    this.#left.delete(queryId)
    this.#left.set(queryId, this.#clock.now() + lingerMs)
    if (this.#left.size > mostLingering) this.#lapse()
  }

  of(channel: Channel, held: Stamp | undefined): ChannelQueries {
    this.#lapse()
    const log = this.#channels.get(channel)
    if (log !== undefined) return log.since(held)
    return held === ChannelLog.empty ? 'same' : { stamp: ChannelLog.empty, added: [], removed: [], reset: true }
  }

  subscribers(queryId: QueryId): Iterable<Subscriber> {
    return this.#rows.get(queryId)?.subscribers.values() ?? []
  }

  /** Takes away what lapsed. Looks only at queries that were left, oldest first, so that it costs what it removes. */
  #lapse(): void {
    const now = this.#clock.now()
    for (const [queryId, until] of this.#left) {
      if (until > now && this.#left.size <= mostLingering) return
      this.#left.delete(queryId)
      const row = this.#rows.get(queryId)
      if (row === undefined) continue
      this.#rows.delete(queryId)
      for (const channel of row.query.channels) this.#unfile(channel, queryId)
    }
  }

  #log(channel: Channel): ChannelLog {
    let log = this.#channels.get(channel)
    if (log === undefined) {
      log = new ChannelLog()
      this.#channels.set(channel, log)
    }
    return log
  }

  #unfile(channel: Channel, queryId: QueryId): void {
    const log = this.#channels.get(channel)
    log?.remove(queryId)
    if (log?.size === 0) this.#channels.delete(channel)
  }
}
