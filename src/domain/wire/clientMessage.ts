import type { Key, Position } from '../document/hit.js'

/** A query as a client asks for it: `where` is not looked at yet. */
export interface QueryRequest {
  readonly channel?: string
  readonly where?: unknown
  readonly limit?: number
}

export interface SubscribeRequest {
  readonly action: 'subscribe'
  readonly ref: string
  readonly query: QueryRequest
  readonly policy?: 'batch' | 'sample' | 'latest'
  readonly latestBy?: string
  readonly since?: string
  readonly snapshot?: boolean
}

export interface UnsubscribeRequest {
  readonly action: 'unsubscribe'
  readonly ref: string
  readonly queryId: string
  readonly of: string
}

export interface FetchRequest {
  readonly action: 'fetch'
  readonly ref: string
  readonly queryId: string
  readonly keys: readonly Key[]
  /** Documents too big for a frame come in pieces, instead of cut. */
  readonly whole?: boolean
}

export interface OlderRequest {
  readonly action: 'older'
  readonly ref: string
  readonly query: QueryRequest
  readonly before?: Position
  readonly limit?: number
}

export interface SummarizeRequest {
  readonly action: 'summarize'
  readonly ref: string
  readonly query: QueryRequest
  readonly from: string
  /** Such as `5s`: `1s` to `1d`. */
  readonly interval: string
  readonly by?: string
  readonly distribution?: string
  readonly facets?: readonly string[]
}

export interface AuthorizeRequest {
  readonly action: 'authorize'
  readonly ref: string
  readonly token: string
}

export interface PingRequest {
  readonly action: 'ping'
  readonly ref: string
}

export type ClientMessage =
  | SubscribeRequest
  | UnsubscribeRequest
  | FetchRequest
  | OlderRequest
  | SummarizeRequest
  | AuthorizeRequest
  | PingRequest

/** Limits of a client's message: PROTOCOL, sections 2 and 3. */
export const messageLimits = {
  bytes: 32_768,
  refBytes: 64,
  limit: 1000,
  defaultLimit: 100,
  keys: 100,
  subscriptions: 100,
  facets: 10,
  buckets: 400,
  welcomeChannels: 10,
} as const
