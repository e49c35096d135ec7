import type { Policy, Query, QueryId, Subscription } from '../../../domain/query/query.js'
import { identityFrom, identityText } from '../../../domain/rights/identity.js'
import type { Connection, Subscriber } from '../../../ports/connection.js'
import { connectionKey, type Key, subscriberKey, subscriberPrefix, subscriptionKey } from './keys.js'

/** What every row with a lease has. */
export interface Leased extends Key {
  /** Epoch milliseconds; readers go by it. */
  readonly until: number
  /** Epoch seconds; the table's time to live goes by it. */
  readonly expiresAt: number
}

/** The last moment that a `Date` knows stands for none. */
const never = 8_640_000_000_000_000

export function lease(until: number): Pick<Leased, 'until' | 'expiresAt'> {
  const end = Math.min(until, never)
  return { until: end, expiresAt: Math.ceil(end / 1000) }
}

function untilOf(row: Leased): number {
  return row.until === never ? Number.POSITIVE_INFINITY : row.until
}

/** `C#<connection>` / `@`. What came from claims is kept as JSON text: an attribute map has bounds that JSON has not. */
export interface ConnectionRow extends Leased {
  readonly endpoint: string
  readonly packed: boolean
  readonly connectedAt: number
  readonly identity: string
  /** Subscriptions that it has. */
  readonly subscriptions: number
  /** Rises with every change of them or of the lease. */
  readonly rev: number
}

export function connectionRow(connection: Connection): ConnectionRow {
  const { connectionId, endpoint, packed, connectedAt, identity, expiresAt } = connection
  const state = { endpoint, packed, connectedAt, identity: identityText(identity), subscriptions: 0, rev: 0 }
  return { ...connectionKey(connectionId), ...state, ...lease(expiresAt) }
}

export function connectionOf(row: ConnectionRow): Connection {
  const { endpoint, packed, connectedAt } = row
  const identity = identityFrom(row.identity)
  return { connectionId: row.pk.slice(2), endpoint, packed, connectedAt, identity, expiresAt: untilOf(row) }
}

/** `C#<connection>` / `S#<query>`. */
export interface SubscriptionRow extends Leased {
  readonly ref: string
  readonly limit: number
  readonly policy: string
  readonly query: string
}

export function subscriptionRow(connectionId: string, of: Subscription, until: number): SubscriptionRow {
  const { query, ref, limit, policy } = of
  const state = { ref, limit, policy: JSON.stringify(policy), query: queryText(query) }
  return { ...subscriptionKey(connectionId, query.queryId), ...state, ...lease(until) }
}

export function subscriptionOf(row: SubscriptionRow): Subscription {
  const { ref, limit } = row
  return { query: queryFrom(row.sk.slice(2), row.query), ref, limit, policy: JSON.parse(row.policy) as Policy }
}

export function queryText({ where, channels }: Query): string {
  return JSON.stringify({ where, channels })
}

export function queryFrom(queryId: QueryId, text: string): Query {
  const { where, channels } = JSON.parse(text) as Pick<Query, 'where' | 'channels'>
  return { queryId, where, channels }
}

/**
 * `Q#<query>` / `V#<connection>`. Short names and defaults left out: a broadcast pays for every byte of these rows, for
 * every viewer.
 */
export interface SubscriberRow extends Key {
  /** Endpoint. */
  readonly e: string
  /** Connected at, epoch milliseconds. */
  readonly c: number
  /** Until, epoch milliseconds. */
  readonly u: number
  readonly expiresAt: number
  /** There where frames carry one message each. */
  readonly s?: true
  /** Policy, where it is not `batch`. */
  readonly p?: string
}

type Addressed = Pick<ConnectionRow, 'pk' | 'endpoint' | 'packed' | 'connectedAt'>

export function subscriberRow(connection: Addressed, queryId: QueryId, policy: string, until: number): SubscriberRow {
  const { endpoint, packed, connectedAt } = connection
  const { until: u, expiresAt } = lease(until)
  return {
    ...subscriberKey(queryId, connection.pk.slice(2)),
    e: endpoint,
    c: connectedAt,
    u,
    expiresAt,
    ...(packed ? {} : { s: true }),
    ...(policy === batchText ? {} : { p: policy }),
  }
}

const batch: Policy = { kind: 'batch' }
const batchText = JSON.stringify(batch)

export function subscriberOf(row: SubscriberRow, queryId: QueryId): Subscriber {
  return {
    connectionId: row.sk.slice(subscriberPrefix.length),
    endpoint: row.e,
    packed: row.s === undefined,
    connectedAt: row.c,
    queryId,
    policy: row.p === undefined ? batch : (JSON.parse(row.p) as Policy),
  }
}
