import type { Query, QueryId, Subscription } from '../domain/query/query.js'
import type { Identity } from '../domain/rights/identity.js'
import type { Channel } from '../domain/routing/channel.js'
import type { Connection, Subscriber } from './connection.js'

/** Marks a state of a channel's queries. */
export type Stamp = string

export type ChannelQueries =
  | 'same'
  | {
      readonly stamp: Stamp
      readonly added: readonly Query[]
      readonly removed: readonly QueryId[]
      /** True: `added` is all there is, whatever was held. */
      readonly reset: boolean
    }

export interface Renewal {
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** The connection's from now on. */
  readonly identity?: Identity
  /** If given: where it is no longer the connection's identity, MUST change nothing and answer `changed`. */
  readonly instead?: Identity
}

export type Renewed = 'gone' | 'changed' | { readonly restored: readonly QueryId[] }

export interface SubscribeLimits {
  /** Subscriptions of a connection. */
  readonly max: number
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /**
   * By whose rights the query was made. If it is no longer the connection's, MUST change nothing and answer `changed`, so
   * that who gave it another identity finds every subscription by the earlier one.
   */
  readonly identity?: Identity
}

export type Subscribed = 'ok' | 'gone' | 'full' | 'changed'

/**
 * Knows who is connected and what they look at. Every row has an expiry.
 * - Reads MUST NOT answer expired rows, and MUST see every write answered before (no cache, no replica, no index behind).
 * - Nothing here may cost more than what it answers: no scan over everyone.
 */
export interface SubscriptionStore {
  connect(connection: Connection): Promise<void>
  connection(connectionId: string): Promise<Connection | undefined>
  /** Renews all rows of a connection. Rows that were gone MUST be put back and are named. */
  renew(connectionId: string, renewal: Renewal): Promise<Renewed>
  /** The same `queryId` again replaces (the last ref holds) and does not count against `max`. */
  subscribe(connectionId: string, subscription: Subscription, limits: SubscribeLimits): Promise<Subscribed>
  subscriptions(connectionId: string): Promise<readonly Subscription[]>
  /** Only if `of` is the ref stored; answers whether it ended. MUST NOT remove the query's own row: that ends by lease. */
  unsubscribe(connectionId: string, queryId: QueryId, of: string): Promise<boolean>
  disconnect(connectionId: string): Promise<void>
  /** 'same' only if no query of the channel came since `held`, judged by a consistent read. */
  queries(channel: Channel, held?: Stamp): Promise<ChannelQueries>
  /** In pages; each may be posted to before the next is read. */
  subscribers(queryIds: readonly QueryId[]): AsyncIterable<readonly Subscriber[]>
}
