import type { Delta } from '../domain/document/hit.js'
import type { RawEvent } from '../domain/event/rawEvent.js'
import type { Refusal } from '../domain/refusal.js'

/** What travels between the use cases. */
export interface Topics {
  readonly events: RawEvent
  readonly deltas: Delta
}
export type Topic = keyof Topics

export type Published = 'ok' | { readonly retry: unknown } | { readonly refused: Refusal }

/**
 * Hands items to whoever handles the topic, at least once, in any order.
 * - MUST be durable, as far as the adapter is durable at all, when it answers 'ok' (memory: handed over).
 * - MUST answer one outcome an item, in the items' order: one bad item fails alone.
 * - MUST answer `retry` rather than hold more than its bound.
 */
export interface EventBus {
  publish<T extends Topic>(topic: T, items: readonly Topics[T][]): Promise<readonly Published[]>
}
