import type { Json } from '../domain/json.js'
import type { Refusal } from '../domain/refusal.js'
import type { Topic } from './eventBus.js'

export interface DeadLetter {
  readonly id: string
  readonly topic: Topic
  /** The original, as it was given to the bus. */
  readonly item: Json
  readonly why: Refusal
  readonly at: string
}

/**
 * Keeps what could not be handled, with the reason.
 * - MUST keep each letter until it is removed, or, where the adapter is bounded, count what it had to let go (`lost`).
 * - `put` of an id that is there already MUST NOT make a second one.
 */
export interface DeadLetters {
  put(letters: readonly DeadLetter[]): Promise<void>
  /** Oldest first, in pages. */
  list(page: { readonly after?: string; readonly limit: number }): Promise<{
    readonly letters: readonly DeadLetter[]
    readonly next?: string
    readonly lost: number
  }>
  /** Answers how many were there. */
  remove(ids: readonly string[]): Promise<number>
}
