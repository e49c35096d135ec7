import type { Hit, Key, Position } from '../document/hit.js'
import type { Json } from '../json.js'

/** A document's new version told as a patch of an earlier one. */
export interface Changed {
  readonly key: Key
  readonly version: number
  /** The version that the patch applies to. */
  readonly base: number
  readonly '@timestamp': string
  /** Whole new values; `ingestedAt` always. */
  readonly set: { readonly [field: string]: Json }
  readonly unset?: readonly string[]
}

export interface Removed {
  readonly key: Key
  readonly version: number
}

export interface Subscribed {
  readonly type: 'subscribed'
  readonly ref: string
  readonly queryId: string
}

export interface SnapshotPart {
  readonly type: 'snapshot'
  readonly ref: string
  readonly queryId: string
  readonly part: number
  readonly last: boolean
  readonly hits: readonly Hit[]
  readonly keep?: readonly (readonly [Key, number])[]
  readonly total?: number
  readonly cursor?: string
  readonly end?: Position
  readonly continuity?: 'complete' | 'lost'
  readonly missed?: number
}

export interface Hits {
  readonly type: 'hits'
  readonly queryId: string
  readonly hits: readonly Hit[]
  readonly changed?: readonly Changed[]
  readonly removed?: readonly Removed[]
  readonly dropped?: number
  readonly cursor?: string
}

/** A stretch of a document's JSON: all texts of its key, in the order of parts and of the list, are the document. */
export interface Piece {
  readonly key: Key
  readonly text: string
}

export interface Documents {
  readonly type: 'documents'
  readonly ref: string
  readonly queryId: string
  readonly part: number
  readonly last: boolean
  readonly hits: readonly Hit[]
  readonly pieces?: readonly Piece[]
}

export interface Older {
  readonly type: 'older'
  readonly ref: string
  readonly part: number
  readonly last: boolean
  readonly hits: readonly Hit[]
  readonly end?: Position
}

/** One bar of a chart's past. `bins`: counts by the fixed table of bounds in `summary/bins`; null: values <= 0. */
export interface Bucket {
  readonly t: string
  readonly count: number
  readonly by?: { readonly [value: string]: number }
  readonly bins?: readonly (readonly [number | null, number])[]
}

export interface SummaryPart {
  readonly type: 'summary'
  readonly ref: string
  readonly part: number
  readonly last: boolean
  readonly asOf?: string
  readonly total?: number
  readonly buckets: readonly Bucket[]
  readonly facets?: { readonly [field: string]: readonly (readonly [string, number])[] }
}

export interface Lagging {
  readonly type: 'lagging'
  readonly queryId: string
  readonly missed?: number
  readonly cursor: string
}

export interface Unsubscribed {
  readonly type: 'unsubscribed'
  readonly ref: string
  readonly queryId: string
  readonly ended: boolean
}

export interface Authorized {
  readonly type: 'authorized'
  readonly ref: string
  readonly expires: string
}

export interface Pong {
  readonly type: 'pong'
  readonly ref: string
  readonly now: string
}

export type GoodbyeReason = 'draining' | 'expired' | 'max_age' | 'unauthorized' | 'slow'

export interface Goodbye {
  readonly type: 'goodbye'
  readonly reason: GoodbyeReason
  readonly reconnectAfterMs: number
}

export interface ErrorMessage {
  readonly type: 'error'
  readonly ref?: string
  readonly code: ErrorCode
  readonly message: string
  readonly retryable: boolean
  readonly path?: string
}

export type ErrorCode =
  | 'bad_request'
  | 'bad_query'
  | 'too_large'
  | 'unauthorized'
  | 'forbidden'
  | 'unknown_query'
  | 'too_many_subscriptions'
  | 'rate_limited'
  | 'unavailable'
  | 'internal'

export type ServerMessage =
  | Subscribed
  | SnapshotPart
  | Hits
  | Documents
  | Older
  | SummaryPart
  | Lagging
  | Unsubscribed
  | Authorized
  | Pong
  | Goodbye
  | ErrorMessage
