import { deltaText } from '../../../src/domain/document/deltaText.js'
import type { Delta } from '../../../src/domain/document/hit.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import type { Delivery, Verdict } from '../../../src/ports/consumer.js'
import type { EventBus, Topic, Topics } from '../../../src/ports/eventBus.js'

export interface Waiting<T> {
  readonly item: T
  attempt: number
  /** When it was first handed to a worker. */
  since?: number
}

const maxAttempts = 8

/** One topic: what waits, in no order that anybody may rely on, and what some worker has. */
export class ModelQueue<T> {
  readonly waiting: Waiting<T>[] = []
  /** Settled before: at least once means that they may come again. */
  readonly #settled: T[] = []
  dead: { readonly item: T; readonly why: string }[] = []

  push(item: T): void {
    this.waiting.push({ item, attempt: 1 })
  }

  take(nth: number, count: number): Waiting<T>[] {
    const at = nth % this.waiting.length
    const taken = this.waiting.splice(at, count)
    return taken
  }

  again(items: readonly Waiting<T>[]): void {
    for (const one of items) this.waiting.push({ ...one, attempt: one.attempt + 1 })
  }

  /** What was settled is handed out once more. */
  redeliver(nth: number, as: (item: T) => T = (item) => item): void {
    const item = this.#settled[nth % this.#settled.length]
    if (item !== undefined) this.waiting.push({ item: as(item), attempt: 2 })
  }

  settle(batch: readonly Waiting<T>[], verdicts: readonly Verdict[]): void {
    for (const [i, one] of batch.entries()) {
      const verdict = verdicts[i] ?? { retry: 'no verdict' }
      if (verdict === 'done') this.#settled.push(one.item)
      else if ('dead' in verdict) this.dead.push({ item: one.item, why: verdict.dead.code })
      else if (one.attempt >= maxAttempts) this.dead.push({ item: one.item, why: 'attempts' })
      else this.again([one])
    }
  }
}

export function deliveries<T>(batch: readonly Waiting<T>[]): Delivery<T>[] {
  return batch.map(({ item, attempt }) => ({ item, attempt, first: attempt === 1 }))
}

/** A bus that keeps what it took. Deltas of more than `deltaBytes` go by reference. */
export class ModelBus implements EventBus {
  readonly events = new ModelQueue<RawEvent>()
  readonly deltas = new ModelQueue<Delta>()
  readonly #deltaBytes: number

  constructor(deltaBytes: number) {
    this.#deltaBytes = deltaBytes
  }

  async publish<T extends Topic>(topic: T, items: readonly Topics[T][]): Promise<readonly 'ok'[]> {
    for (const item of items) {
      if (topic === 'events') this.events.push(item as RawEvent)
      else this.deltas.push(JSON.parse(deltaText(item as Delta, this.#deltaBytes)))
    }
    return items.map(() => 'ok')
  }
}
