import type { Policy, QueryId } from '../../domain/query/query.js'
import type { Clock } from '../../ports/clock.js'
import type { Address, Subscriber } from '../../ports/connection.js'
import { leaseFrom, leaseText, ttlOf, unit } from './connectionRow.js'
import type { Keys } from './keys.js'
import type { RedisConnection } from './openRedis.js'

/** Viewers of one page, and queries that are asked for at once. */
const pageSize = 5000
const queriesAtOnce = 500

export interface Viewing {
  readonly address: Address
  readonly policy: Policy
  readonly revision: string
  readonly expiresAt: number
}

interface Asked {
  readonly queryId: QueryId
  /** Where the next page begins. */
  from: string
}

/** Who looks at a query: a sorted set a query, in the order of connections, each member with all that a post needs. */
export class Viewers {
  readonly #redis: RedisConnection
  readonly #keys: Keys
  readonly #clock: Clock

  constructor(redis: RedisConnection, keys: Keys, clock: Clock) {
    this.#redis = redis
    this.#keys = keys
    this.#clock = clock
  }

  /** Puts or renews one; answers whether there was none whose lease held. */
  async put(queryId: QueryId, viewing: Viewing): Promise<boolean> {
    const now = this.#clock.now()
    const { connectionId, endpoint, packed, connectedAt } = viewing.address
    const rest = JSON.stringify([endpoint, packed, connectedAt, viewing.policy])
    const member = [connectionId, viewing.revision, leaseText(viewing.expiresAt), rest].join(unit)
    const args = [connectionId, viewing.revision, now, member, ttlOf(viewing.expiresAt, now)]
    return (await this.#redis.run<number>('view', [this.#keys.viewers(queryId)], args)) === 1
  }

  /** Takes one away, unless a later revision put it. */
  async leave(queryId: QueryId, connectionId: string, revision: string): Promise<void> {
    await this.#redis.run('leave', [this.#keys.viewers(queryId)], [connectionId, revision])
  }

  /** In pages of about equal size, however the viewers are spread over the queries. */
  async *of(queryIds: readonly QueryId[]): AsyncIterable<readonly Subscriber[]> {
    let waiting: Asked[] = queryIds.map((queryId) => ({ queryId, from: '-' }))
    while (waiting.length > 0) {
      const now = waiting.splice(0, queriesAtOnce)
      const most = Math.floor(pageSize / now.length)
      const parts = await Promise.all(now.map((asked) => this.#part(asked, most)))
      const page = parts.flat()
      if (page.length > 0) yield page
      waiting = [...now.filter(({ from }) => from !== ''), ...waiting]
    }
  }

  async #part(asked: Asked, most: number): Promise<readonly Subscriber[]> {
    const key = this.#keys.viewers(asked.queryId)
    const members = await this.#redis.call<string[]>('zrangebylex', key, asked.from, '+', 'LIMIT', 0, most)
    const last = members.at(-1)
    // After all members of the last connection: one that is renewed meanwhile is another member, and not asked for again.
    asked.from = last === undefined || members.length < most ? '' : `[${last.slice(0, last.indexOf(unit))} `
    const now = this.#clock.now()
    const over: string[] = []
    const found: Subscriber[] = []
    for (const member of members) {
      const subscriber = subscriberFrom(asked.queryId, member, now)
      if (subscriber === undefined) over.push(member)
      else found.push(subscriber)
    }
    // Each exactly as it was read: one that was renewed since stays. Whoever reads next does what fails here.
    if (over.length > 0) await this.#redis.call('zrem', key, ...over).catch(() => {})
    return found
  }
}

function subscriberFrom(queryId: QueryId, member: string, now: number): Subscriber | undefined {
  const [connectionId = '', , lease = '0', ...rest] = member.split(unit)
  if (leaseFrom(lease) <= now) return undefined
  const [endpoint, packed, connectedAt, policy] = JSON.parse(rest.join(unit)) as [string, boolean, number, Policy]
  return { connectionId, endpoint, packed, connectedAt, queryId, policy }
}
