import type { Hit, Key, Position } from '../../src/domain/document/hit.js'
import type { Summary } from '../../src/domain/summary/summary.js'
import type { ErrorCode } from '../../src/domain/wire/serverMessage.js'

/** What a live query asks for. A missing `channel` and `where` mean every document that one's rights admit. */
export interface LiveQuery {
  /** `all`, or `<field>:<value>` with a routable field, such as `service:checkout`. */
  readonly channel?: string
  /** The wire form of a condition, such as `{ status: { gte: 500 } }`; `@deltaboard/client/filter` makes it of a filter line. */
  readonly where?: unknown
  /** How many of the newest documents the view holds: 1 to 1000, else 100. */
  readonly limit?: number
  /** What the server does with this query's hits under overload; else as the server is configured. */
  readonly policy?: 'batch' | 'sample' | 'latest'
  /** With policy `latest`: the keyword field of whose values the newest hit each is kept. */
  readonly latestBy?: string
}

/** `catching-up`: the snapshot is under way. `closed`: by the caller, or refused, see `error`. */
export type LiveState = 'connecting' | 'subscribing' | 'catching-up' | 'live' | 'lagging' | 'disconnected' | 'closed'

/** Why a request was refused: `path` is the place of the fault in it. */
export interface Fault {
  readonly code: ErrorCode
  readonly message: string
  readonly path?: string | undefined
}

/** A live query at one moment. Never changed in place: another moment is another object. */
export interface LiveSnapshot {
  readonly state: LiveState
  /** The newest `limit` documents that match, newest first. */
  readonly hits: readonly Hit[]
  /** How many documents match in all: exact as of `verifiedAt`, since then counted from what was told. */
  readonly total: number
  /** `lost`: what happened in the last break is older than what the server still knows. */
  readonly continuity: 'complete' | 'lost'
  /** While lagging, and after a break: documents that were written meanwhile and lie beyond the view. */
  readonly missed: number
  /** Hits that sampling left out since the start: an upper bound. */
  readonly dropped: number
  /** Where `older` goes on; absent: the view holds all that match. */
  readonly end?: Position | undefined
  readonly queryId?: string | undefined
  /** Why the server ended this query. */
  readonly error?: Fault | undefined
  /** When the view was last compared with the index, in epoch milliseconds of this machine's clock. */
  readonly verifiedAt?: number | undefined
  /** Documents with `ingestedAt` up to it are known. ISO. */
  readonly cursor?: string | undefined
}

/**
 * What one message, or one whole snapshot, changed. Applied in the order added, changed, removed, trimmed it turns the
 * hits shown before into those shown after, so counts may be kept by it: added less removed.
 */
export interface Change {
  /**
   * Documents newly known to match, in the order told (a snapshot's: newest first). One that lies beyond the view is
   * among them and among `trimmed`. With `snapshot`, documents that were trimmed before can come back.
   */
  readonly added: readonly Hit[]
  readonly changed: readonly { readonly before: Hit; readonly after: Hit }[]
  /** No longer match, or are gone from the index. */
  readonly removed: readonly Hit[]
  /** Left the view for newer documents, or never fitted in; they still match. */
  readonly trimmed: readonly Hit[]
  /** How many hits sampling left out: an upper bound. */
  readonly dropped: number
  /** True if this is what a comparison with the index found to differ, after a break or in verification. */
  readonly snapshot: boolean
}

/** A query that stays answered. What its methods answer is safe to hand on without `this`. */
export interface Live extends AsyncIterable<Change> {
  /** The same object until something changed: fits React's `useSyncExternalStore`. */
  readonly getSnapshot: () => LiveSnapshot
  /** Calls `listener` after every change of the snapshot. Answers what ends it. */
  readonly subscribe: (listener: () => void) => () => void
  /** Calls `listener` with every change from now on. Answers what ends it. */
  readonly onChange: (listener: (change: Change) => void) => () => void
  /** Reads one document by key, in realtime; undefined if the query does not admit it (any more). */
  readonly load: (key: Key) => Promise<Hit | undefined>
  readonly close: () => void
}

export interface ConnectionState {
  readonly state: 'connecting' | 'open' | 'disconnected' | 'unauthorized' | 'closed'
  /** When the next attempt begins, in epoch milliseconds of this machine's clock. */
  readonly retryAt?: number | undefined
  /** For people: why it is not open. */
  readonly reason?: string | undefined
  /** The server's clock less this machine's, in milliseconds, as of the last `pong`. */
  readonly clockOffsetMs?: number | undefined
}

/** What is used of a WebSocket: browsers' own, and the `ws` package's. */
export interface Socket {
  // biome-ignore lint/suspicious/noExplicitAny: the platforms' event types differ, and are not needed here
  onopen: ((event: any) => any) | null
  // biome-ignore lint/suspicious/noExplicitAny: as above
  onmessage: ((event: any) => any) | null
  // biome-ignore lint/suspicious/noExplicitAny: as above
  onclose: ((event: any) => any) | null
  // biome-ignore lint/suspicious/noExplicitAny: as above
  onerror: ((event: any) => any) | null
  send(data: string): void
  close(code?: number, reason?: string): void
  /** Ends without a handshake, where the class can (`ws`). */
  terminate?(): void
}
export type SocketClass = new (url: string, protocols?: string[]) => Socket

/** What the platform tells about itself, where it does. */
export interface Platform {
  readonly online: () => boolean
  readonly hidden: () => boolean
  /** Calls `listener` whenever one of the two may have changed. Answers what ends it. */
  readonly listen: (listener: () => void) => () => void
}

export interface ConnectOptions {
  /**
   * Such as `wss://deltaboard.example/ws`; or what gives it (`@deltaboard/client/endpoints`), asked before every connection
   * with how many in a row did not open, or did not hold for ten seconds.
   */
  readonly url: string | ((misses: number) => string | Promise<string>)
  /** A token or key, or what gives a fresh one; it is asked before every connection. */
  readonly credential?: string | (() => string | Promise<string>)
  /** What `credential` is: a JWT (`bearer`, the default) or an API key. */
  readonly credentialKind?: 'bearer' | 'key'
  /** Required where there is no global `WebSocket` (Node 20): the class of the `ws` package fits. */
  readonly WebSocket?: SocketClass
  /** The server's maximum age of a connection. It is replaced at a random 50 to 90 % of it. Default two hours. */
  readonly maxAgeMs?: number
  /** A ping is sent after this long without any message. Default 15 s; on API Gateway, where pings are paid, 300,000. */
  readonly pingAfterMs?: number
  /** Every so often each view is compared with the index. Default ten minutes. */
  readonly verifyEveryMs?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** 0 <= x < 1. */
  readonly random?: () => number
  /** Calls `run` once after `ms`, unless what it answers is called before. */
  readonly setTimer?: (run: () => void, ms: number) => () => void
  readonly platform?: Platform
}

export type OlderQuery = Pick<LiveQuery, 'channel' | 'where'>

export interface SummarizeOptions {
  readonly query: OlderQuery
  /** ISO-8601. */
  readonly from: string
  /** `1s` to `1d`, at most 400 buckets up to now. */
  readonly interval: string
  /** A keyword field: each bucket is split by its ten most frequent values and `other`. */
  readonly by?: string
  /** A numeric field whose distribution each bucket tells in bins. */
  readonly distribution?: string
  /** At most 10 keyword fields. */
  readonly facets?: readonly string[]
}

/** Promises of the client reject with `RequestError`. */
export interface Client {
  /** The same object until something changed. */
  readonly state: ConnectionState
  /** Calls `listener` after every change of `state`. Answers what ends it. */
  readonly subscribe: (listener: () => void) => () => void
  readonly live: (query?: LiveQuery) => Live
  /** The next documents before a position (absent: from the newest). `end`: where to go on; absent: nothing older. */
  readonly older: (
    query: OlderQuery,
    before?: Position,
    limit?: number,
  ) => Promise<{ readonly hits: readonly Hit[]; readonly end?: Position | undefined }>
  readonly summarize: (options: SummarizeOptions) => Promise<Summary>
  /** Gives the open connection a fresh JWT of the same subject. `expires`: ISO. */
  readonly authorize: (token: string) => Promise<{ readonly expires: string }>
  /** Connects at once instead of at `retryAt`, also from `unauthorized`: the credential is asked again. */
  readonly retryNow: () => void
  readonly close: () => void
}
