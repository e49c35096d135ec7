import type { Delta } from '../domain/document/hit.js'
import type { RawEvent } from '../domain/event/rawEvent.js'
import type { QueryId } from '../domain/query/query.js'
import type { Refusal } from '../domain/refusal.js'
import { BackendFault } from './backendFault.js'
import type { Address } from './connection.js'

/** Tells a connection of the channels that its URL subscribed, where nothing can be posted while it connects. */
export interface Welcome {
  readonly to: Address
  readonly subscribed: readonly { readonly ref: string; readonly queryId: QueryId }[]
}

/** What travels between the use cases. */
export interface Topics {
  readonly events: RawEvent
  readonly deltas: Delta
  readonly welcomes: Welcome
}
export type Topic = keyof Topics

export type Published = 'ok' | { readonly retry: unknown } | { readonly refused: Refusal }

/** What a bus answers of an item that would exceed its bound. */
export const queueFull: Published = { retry: new BackendFault('the queue is full', 'full') }

export interface Publication {
  /** They were handed out before, as a dead letter was: nobody gets one of them as `first`. */
  readonly again?: boolean
}

/**
 * Hands items to whoever handles the topic, at least once, in any order.
 * - MUST be durable, as far as the adapter is durable at all, when it answers 'ok' (memory: handed over).
 * - MUST answer one outcome an item, in the items' order: one bad item fails alone.
 * - MUST answer `retry` rather than hold more than its bound.
 * - MUST NOT deliver as `first` what is published `again`: whoever handles it then looks for what it left undone.
 */
export interface EventBus {
  publish<T extends Topic>(topic: T, items: readonly Topics[T][], how?: Publication): Promise<readonly Published[]>
}
