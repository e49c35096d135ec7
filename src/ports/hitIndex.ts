import type { Hit, Key, Position, Stored } from '../domain/document/hit.js'
import type { Where } from '../domain/query/where.js'
import type { Refusal } from '../domain/refusal.js'
import type { Summary, SummaryRequest } from '../domain/summary/summary.js'

export interface Write {
  readonly key: Key
  readonly next: Stored
  /** Of what is replaced, as `get` answered it; none: create. */
  readonly token?: string
}

export type Written = 'written' | 'conflict' | { readonly refused: Refusal } | { readonly retry: unknown }

export interface SearchRequest {
  readonly limit: number
  /** ISO cursor: count in `missed` what was written after it and lies beyond `limit`. */
  readonly since?: string
  /** Only documents after this position in the order. */
  readonly before?: Position
}

export interface SearchAnswer {
  readonly hits: readonly Hit[]
  /** All that match, whatever `limit` and `before`. */
  readonly total: number
  readonly missed: number
  /** ISO: the index may have lost documents that were written up to here (evicted, or a memory that restarted). */
  readonly heldSince: string
}

/**
 * Stores each document once, under its key, and answers queries.
 * - What is answered 'written' MUST survive what `durable` claims.
 * - A fault of one item MUST NOT fail another.
 * - MUST NOT answer a search with partial results: throw instead.
 * - MUST throw, or answer as `retry`, a `BackendFault` where its backend failed; one that passes where it is out of reach,
 *   overloaded, or cannot answer whole for now. Callers tell clients so, and spare the bus's attempts.
 */
export interface HitIndex {
  readonly capabilities: {
    readonly refresh: 'on-demand' | { readonly everyMs: number }
    readonly durable: 'process' | 'disk' | 'replicated'
  }
  /** Realtime: MUST see every write answered before, refreshed or not. Absent keys are left out. */
  get(keys: readonly Key[]): Promise<ReadonlyMap<Key, { readonly stored: Stored; readonly token: string }>>
  /** Create, or replace exactly what the token names, else 'conflict'. Keys of one call are distinct. Same order out. */
  write(documents: readonly Write[]): Promise<readonly Written[]>
  /**
   * Does to a document what `write` would, where neither `get` nor a search ever looks, finds it there, and removes it:
   * nothing of it is left. Answers 'written' where each of these steps went well, and today's documents can be written too.
   */
  probe(stored: Stored): Promise<Written>
  /** Once it resolves, searches MUST see every write answered before the call. Callers MAY share one not yet started. */
  refresh(): Promise<void>
  /** Newest first (`comparePositions`), one consistent view. */
  search(where: Where, request: SearchRequest): Promise<SearchAnswer>
  summarize(where: Where, request: SummaryRequest): Promise<Summary>
  /** Makes or updates what the index needs (templates, policies). Idempotent. */
  prepare(): Promise<void>
}
