import { randomBytes } from 'node:crypto'
import type { Query, QueryId } from '../../domain/query/query.js'
import type { Channel } from '../../domain/routing/channel.js'
import type { Clock } from '../../ports/clock.js'
import type { ChannelQueries, Stamp } from '../../ports/subscriptionStore.js'
import { leaseText, ttlOf } from './connectionRow.js'
import type { Keys } from './keys.js'
import type { RedisConnection } from './openRedis.js'

/** Queries that one step reads at most: Redis does nothing else meanwhile. */
const pageSize = 1000

/** Stamp of a channel without queries. */
const empty: Stamp = '0'

type Page = readonly [
  birth: string,
  change: string,
  more: number,
  reset: number,
  removed: readonly string[],
  queries: readonly string[],
]

/** Where queries are filed, with a log of what came and went: a reader pays for what is new to it. */
export class ChannelQueriesLog {
  readonly #redis: RedisConnection
  readonly #keys: Keys
  readonly #clock: Clock

  constructor(redis: RedisConnection, keys: Keys, clock: Clock) {
    this.#redis = redis
    this.#keys = keys
    this.#clock = clock
  }

  /** Files a query under all of its channels; answers whether it was missing under one. */
  async file(query: Query, expiresAt: number): Promise<boolean> {
    const text = JSON.stringify(query)
    const came = await Promise.all(query.channels.map((channel) => this.#put(channel, query.queryId, expiresAt, text)))
    return came.some((answer) => answer === 1)
  }

  /** As `file`, for a query that is there most likely: its text is sent only if it is not. */
  async renew(query: Query, expiresAt: number): Promise<boolean> {
    const found = await Promise.all(query.channels.map((channel) => this.#put(channel, query.queryId, expiresAt, '')))
    return found.includes(-1) ? this.file(query, expiresAt) : false
  }

  async since(channel: Channel, held: Stamp | undefined): Promise<ChannelQueries> {
    const keys = this.#keys.channel(channel)
    // Most channels have no queries, or the same as before: that is said by one cheap read.
    const [born, changes] = await this.#redis.call<(string | null)[]>('hmget', keys[0], 'b', 'n')
    if (!born) return held === empty ? 'same' : { stamp: empty, added: [], removed: [], reset: true }
    if (held === `${born}:${changes}`) return 'same'
    const added = new Map<QueryId, Query>()
    const removed = new Set<QueryId>()
    let reset = false
    let [birth = '', change = '0'] = (held ?? '').split(':')
    for (;;) {
      const now = this.#clock.now()
      const page = await this.#redis.run<Page | [] | [string]>('since', keys, [now, birth, change, pageSize])
      if (page.length === 0) return held === empty ? 'same' : { stamp: empty, added: [], removed: [], reset: true }
      if (page.length === 1) break
      if (page[3] === 1) {
        reset = true
        added.clear()
        removed.clear()
      }
      for (const queryId of page[4]) {
        added.delete(queryId)
        removed.add(queryId)
      }
      for (const text of page[5]) {
        const query = JSON.parse(text) as Query
        removed.delete(query.queryId)
        added.set(query.queryId, query)
      }
      ;[birth, change] = page
      if (page[2] === 0) break
    }
    const stamp = `${birth}:${change}`
    if (stamp === held) return 'same'
    return { stamp, added: [...added.values()], removed: reset ? [] : [...removed], reset }
  }

  #put(channel: Channel, queryId: QueryId, expiresAt: number, text: string): Promise<number> {
    const now = this.#clock.now()
    // A channel that went and came again must not be taken for the same.
    const birth = randomBytes(6).toString('hex')
    const args = [now, queryId, leaseText(expiresAt), ttlOf(expiresAt, now), birth, text]
    return this.#redis.run<number>('file', this.#keys.channel(channel), args)
  }
}
