import type { Refusal } from '../domain/refusal.js'
import type { Topic, Topics } from './eventBus.js'

export interface Delivery<T> {
  readonly item: T
  /** From 1; may be approximate. */
  readonly attempt: number
  /** True only where the adapter knows that this item was never handed to a handler before. */
  readonly first: boolean
}

/** `outage`: nobody could have handled it now. */
export type Verdict = 'done' | { readonly retry: unknown; readonly outage?: true } | { readonly dead: Refusal }

/** A use case's side of the bus: one verdict a delivery, in the same order. A throw means retry for all of them. */
export type Handle<T> = (batch: readonly Delivery<T>[]) => Promise<readonly Verdict[]>

export interface ConsumeOptions {
  /** Most items in one call of the handler. */
  readonly max: number
  /** How long to let items gather before a call, in milliseconds; asked anew before each call. */
  windowMs(): number
  readonly stop: AbortSignal
}

/**
 * Pulls a topic (buses that push, such as SQS into Lambda, call the use case themselves).
 * - MUST pass all that queued during the last call, up to `max`: coalescing comes from here.
 * - MUST give every item again until its verdict is 'done' or 'dead'; after its budget of attempts it goes to the dead letters.
 * - MUST NOT count an attempt that ended in an `outage`: however long that lasts, what was accepted waits.
 * - MUST resolve after `stop` once what it had taken is settled; MUST NOT lose what it had not.
 */
export interface Consumer {
  run<T extends Topic>(topic: T, handle: Handle<Topics[T]>, options: ConsumeOptions): Promise<void>
}
