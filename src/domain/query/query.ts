import type { Channel } from '../routing/channel.js'
import type { Where } from './where.js'

export type QueryId = string

/** A live query: canonical, with the rights of its viewers inside. Limit and policy are no part of it. */
export interface Query {
  readonly queryId: QueryId
  readonly where: Where
  /** Where it is filed: an event that matches reaches at least one of them. At most 16. */
  readonly channels: readonly Channel[]
}

/** What to do with a query's hits under overload. */
export type Policy =
  | { readonly kind: 'batch' }
  | { readonly kind: 'sample' }
  | { readonly kind: 'latest'; readonly by: string }

/** One connection's interest in a query. */
export interface Subscription {
  readonly query: Query
  /** The client's own mark of the latest subscribe; only who names it can end it. */
  readonly ref: string
  readonly limit: number
  readonly policy: Policy
}
