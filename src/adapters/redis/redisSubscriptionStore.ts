import type { QueryId, Subscription } from '../../domain/query/query.js'
import { type Identity, identityText } from '../../domain/rights/identity.js'
import type { Channel } from '../../domain/routing/channel.js'
import type { Clock } from '../../ports/clock.js'
import type { Connection, Subscriber } from '../../ports/connection.js'
import type {
  ChannelQueries,
  Renewal,
  Renewed,
  Stamp,
  Subscribed,
  SubscribeLimits,
  SubscriptionStore,
} from '../../ports/subscriptionStore.js'
import { ChannelQueriesLog } from './channelQueries.js'
import {
  addressFrom,
  addressText,
  type ConnectionRow,
  type HeldSubscription,
  leaseText,
  rowFrom,
  ttlOf,
  unit,
} from './connectionRow.js'
import { Keys } from './keys.js'
import type { RedisConnection } from './openRedis.js'
import { Viewers } from './viewers.js'

export interface RedisSubscriptionStoreOptions {
  readonly redis: RedisConnection
  readonly clock: Clock
  readonly prefix?: string
}

/**
 * Who is connected and what they look at. A connection's own row says what is true; its queries' rows and viewers lie
 * in other slots of a cluster, so they are written after it, and taken away before it. Whoever dies in between leaves a
 * subscription that nobody was told of (the next renewal completes it), or a query without viewers (it ends by lease).
 */
export class RedisSubscriptionStore implements SubscriptionStore {
  readonly #redis: RedisConnection
  readonly #clock: Clock
  readonly #keys: Keys
  readonly #queries: ChannelQueriesLog
  readonly #viewers: Viewers

  constructor({ redis, clock, prefix }: RedisSubscriptionStoreOptions) {
    this.#redis = redis
    this.#clock = clock
    this.#keys = new Keys(prefix)
    this.#queries = new ChannelQueriesLog(redis, this.#keys, clock)
    this.#viewers = new Viewers(redis, this.#keys, clock)
  }

  async connect(connection: Connection): Promise<void> {
    const { connectionId, identity, expiresAt } = connection
    const now = this.#clock.now()
    // Revisions go on from the time: later than all of an earlier life of the same id.
    const lease = [leaseText(expiresAt), now, ttlOf(expiresAt, now)]
    const args = [addressText(connection), identityText(identity), ...lease]
    while ((await this.#redis.run<number>('connect', [this.#keys.connection(connectionId)], args)) === 0) {
      await this.disconnect(connectionId)
    }
  }

  async connection(connectionId: string): Promise<Connection | undefined> {
    const key = this.#keys.connection(connectionId)
    const [address, identity, expires] = await this.#redis.call<(string | null)[]>('hmget', key, 'a', 'i', 'x')
    if (!address || !identity || !expires) return undefined
    return rowFrom(connectionId, ['a', address, 'i', identity, 'x', expires], this.#clock.now())?.connection
  }

  async renew(connectionId: string, { identity, expiresAt, instead }: Renewal): Promise<Renewed> {
    const now = this.#clock.now()
    const args = [now, leaseText(expiresAt), ttlOf(expiresAt, now), textOf(identity), textOf(instead)]
    const key = this.#keys.connection(connectionId)
    const flat = await this.#redis.run<string[] | 'changed' | null>('renew', [key], args)
    if (flat === 'changed') return flat
    const row = rowFrom(connectionId, flat ?? [], now)
    if (row === undefined) return 'gone'
    const restored = await Promise.all([...row.held.values()].map((held) => this.#renewOne(row, held, expiresAt)))
    return { restored: restored.filter((queryId) => queryId !== undefined) }
  }

  async subscribe(
    connectionId: string,
    subscription: Subscription,
    { max, expiresAt, identity }: SubscribeLimits,
  ): Promise<Subscribed> {
    const { query, ref, policy } = subscription
    const by = textOf(identity)
    const args = [this.#clock.now(), query.queryId, ref, JSON.stringify(subscription), max, by]
    const key = this.#keys.connection(connectionId)
    const noted = await this.#redis.run<Exclude<Subscribed, 'ok'> | [string, string]>('subscribe', [key], args)
    if (typeof noted === 'string') return noted
    const [revision, address] = noted
    await Promise.all([
      this.#queries.file(query, expiresAt),
      this.#viewers.put(query.queryId, { address: addressFrom(connectionId, address), policy, revision, expiresAt }),
    ])
    return (await this.#isHeld(connectionId, query.queryId, revision)) ? 'ok' : 'gone'
  }

  async subscriptions(connectionId: string): Promise<readonly Subscription[]> {
    const fields = await this.#redis.call<Record<string, string>>('hgetall', this.#keys.connection(connectionId))
    const row = rowFrom(connectionId, Object.entries(fields).flat(), this.#clock.now())
    return [...(row?.held.values() ?? [])].map(({ subscription }) => subscription)
  }

  async unsubscribe(connectionId: string, queryId: QueryId, of: string): Promise<boolean> {
    const key = this.#keys.connection(connectionId)
    // Not sent again: the second would find nothing, and say so.
    const revision = await this.#redis.runOnce<string | null>('unsubscribe', [key], [this.#clock.now(), queryId, of])
    if (revision === null) return false
    await this.#viewers.leave(queryId, connectionId, revision)
    return true
  }

  async disconnect(connectionId: string): Promise<void> {
    const key = this.#keys.connection(connectionId)
    const ended = await this.#redis.run<[string, ...string[]] | null>('end', [key], [])
    if (ended === null) return
    const [revision, ...queryIds] = ended
    await Promise.all(queryIds.map((queryId) => this.#viewers.leave(queryId, connectionId, revision)))
    await this.#redis.run('forget', [key], [])
  }

  async queries(channel: Channel, held?: Stamp): Promise<ChannelQueries> {
    return this.#queries.since(channel, held)
  }

  subscribers(queryIds: readonly QueryId[]): AsyncIterable<readonly Subscriber[]> {
    return this.#viewers.of(queryIds)
  }

  /** Answers the query if one of its rows was gone, and the subscription was not ended meanwhile. */
  async #renewOne(
    { connection }: ConnectionRow,
    { subscription, revision }: HeldSubscription,
    expiresAt: number,
  ): Promise<QueryId | undefined> {
    const { query, policy } = subscription
    const missing = await Promise.all([
      this.#queries.renew(query, expiresAt),
      this.#viewers.put(query.queryId, { address: connection, policy, revision, expiresAt }),
    ])
    if (!missing.includes(true)) return undefined
    const held = await this.#isHeld(connection.connectionId, query.queryId, revision)
    return held ? query.queryId : undefined
  }

  /** After a viewer was put: what ended the subscription meanwhile found no viewer to take away. */
  async #isHeld(connectionId: string, queryId: QueryId, revision: string): Promise<boolean> {
    const key = this.#keys.connection(connectionId)
    const [expires, held] = await this.#redis.call<(string | null)[]>('hmget', key, 'x', `f:${queryId}`)
    if (expires && expires !== '0' && held) return true
    await this.#viewers.leave(queryId, connectionId, held?.split(unit, 1)[0] ?? revision)
    return false
  }
}

/** As scripts take one that may not be given. */
function textOf(identity: Identity | undefined): string {
  return identity === undefined ? '' : identityText(identity)
}
