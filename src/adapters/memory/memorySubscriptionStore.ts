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
import { QueryRows } from './queryRows.js'

interface ConnectionRow {
  connection: Connection
  readonly subscriptions: Map<QueryId, Subscription>
}

/** Subscribers of one page. */
const pageSize = 5_000

/** Who is connected and what they look at, in one process. All rows of a connection end together. */
export class MemorySubscriptionStore implements SubscriptionStore {
  readonly #clock: Clock
  readonly #connections = new Map<string, ConnectionRow>()
  readonly #queries: QueryRows

  constructor(clock: Clock) {
    this.#clock = clock
    this.#queries = new QueryRows(clock)
  }

  async connect(connection: Connection): Promise<void> {
    await this.disconnect(connection.connectionId)
    this.#connections.set(connection.connectionId, { connection, subscriptions: new Map() })
  }

  async connection(connectionId: string): Promise<Connection | undefined> {
    return this.#live(connectionId)?.connection
  }

  async renew(connectionId: string, { identity, expiresAt, instead }: Renewal): Promise<Renewed> {
    const row = this.#live(connectionId)
    if (row === undefined) return 'gone'
    if (!isSame(row.connection.identity, instead)) return 'changed'
    row.connection = { ...row.connection, identity: identity ?? row.connection.identity, expiresAt }
    // Rows of one process lapse together, so that none is ever found missing alone.
    return { restored: [] }
  }

  async subscribe(connectionId: string, subscription: Subscription, limits: SubscribeLimits): Promise<Subscribed> {
    const row = this.#live(connectionId)
    if (row === undefined) return 'gone'
    if (!isSame(row.connection.identity, limits.identity)) return 'changed'
    const { queryId } = subscription.query
    if (!row.subscriptions.has(queryId) && row.subscriptions.size >= limits.max) return 'full'
    row.subscriptions.set(queryId, subscription)
    const { endpoint, packed, connectedAt } = row.connection
    const subscriber = { connectionId, endpoint, packed, connectedAt, queryId, policy: subscription.policy }
    this.#queries.add(subscription.query, subscriber)
    return 'ok'
  }

  async subscriptions(connectionId: string): Promise<readonly Subscription[]> {
    return [...(this.#live(connectionId)?.subscriptions.values() ?? [])]
  }

  async unsubscribe(connectionId: string, queryId: QueryId, of: string): Promise<boolean> {
    const row = this.#live(connectionId)
    if (row?.subscriptions.get(queryId)?.ref !== of) return false
    row.subscriptions.delete(queryId)
    this.#queries.leave(queryId, connectionId)
    return true
  }

  async disconnect(connectionId: string): Promise<void> {
    const row = this.#connections.get(connectionId)
    if (row === undefined) return
    this.#connections.delete(connectionId)
    for (const queryId of row.subscriptions.keys()) this.#queries.leave(queryId, connectionId)
  }

  async queries(channel: Channel, held?: Stamp): Promise<ChannelQueries> {
    return this.#queries.of(channel, held)
  }

  async *subscribers(queryIds: readonly QueryId[]): AsyncIterable<readonly Subscriber[]> {
    let page: Subscriber[] = []
    for (const queryId of queryIds) {
      for (const subscriber of this.#queries.subscribers(queryId)) {
        if (this.#live(subscriber.connectionId) === undefined) continue
        page.push(subscriber)
        if (page.length < pageSize) continue
        yield page
        page = []
      }
    }
    if (page.length > 0) yield page
  }

  /** Figures for metrics. */
  get size(): { readonly connections: number; readonly queries: number } {
    return { connections: this.#connections.size, queries: this.#queries.size }
  }

  #live(connectionId: string): ConnectionRow | undefined {
    const row = this.#connections.get(connectionId)
    if (row === undefined || row.connection.expiresAt > this.#clock.now()) return row
    // Its lease is over: nothing may be found of it, and nothing else would take it away.
    this.#connections.delete(connectionId)
    for (const queryId of row.subscriptions.keys()) this.#queries.leave(queryId, connectionId)
    return undefined
  }
}

/** Undefined: none is demanded. */
function isSame(identity: Identity, demanded: Identity | undefined): boolean {
  return demanded === undefined || demanded === identity || identityText(demanded) === identityText(identity)
}
