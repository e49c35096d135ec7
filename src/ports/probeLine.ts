import type { Hit } from '../domain/document/hit.js'

/** What those who take events said to a probe. */
export type Sent = 'taken' | { readonly refused: string; readonly access: boolean }

/** Who was not let in: an HTTP status, or a close code, and what was said with it. */
export interface LineRefused {
  readonly refused: { readonly code: number; readonly reason: string }
}

/** Nobody answered. */
export interface LineDead {
  readonly unreachable: string
}

/** What one request was answered by, of what a probe needs. */
export type LineAnswer =
  | { readonly type: 'subscribed'; readonly queryId: string }
  | { readonly type: 'pong'; readonly now: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  /** The connection ended, or no answer came. */
  | { readonly type: 'ended'; readonly why: string }

/**
 * A WebSocket connection of one who sends probes.
 * - `ask` MUST answer, at the latest after its patience.
 * - `onHit` is called with each document as often as it is told.
 * - `close` MUST leave no socket behind.
 */
export interface ProbeLine {
  ask(message: object, patienceMs: number): Promise<LineAnswer>
  onHit(told: (hit: Hit) => void): void
  close(): Promise<void>
}
