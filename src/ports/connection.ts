import type { Policy, QueryId } from '../domain/query/query.js'
import type { Identity } from '../domain/rights/identity.js'

/** All that a post needs: no row is read for it. */
export interface Address {
  readonly connectionId: string
  /** Id of a gateway node or WebSocket API, looked up in configuration; never a URL. */
  readonly endpoint: string
  /** True where the client offered `deltaboard.v1`: several messages may share a frame, as a JSON array. */
  readonly packed: boolean
  /** Epoch milliseconds. */
  readonly connectedAt: number
}

export interface Connection extends Address {
  readonly identity: Identity
  /** Epoch milliseconds; never past the identity's. */
  readonly expiresAt: number
}

export interface Subscriber extends Address {
  readonly queryId: QueryId
  readonly policy: Policy
}
