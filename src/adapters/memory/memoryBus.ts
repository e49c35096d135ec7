import { randomUUID } from 'node:crypto'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { attemptsUsed } from '../../domain/attemptsUsed.js'
import type { Json } from '../../domain/json.js'
import type { Refusal } from '../../domain/refusal.js'
import type { Clock } from '../../ports/clock.js'
import type { ConsumeOptions, Consumer, Delivery, Handle, Verdict } from '../../ports/consumer.js'
import type { DeadLetters } from '../../ports/deadLetters.js'
import {
  type EventBus,
  type Publication,
  type Published,
  queueFull,
  type Topic,
  type Topics,
} from '../../ports/eventBus.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { Queue } from './queue.js'

export interface MemoryBusOptions {
  readonly clock: Clock
  readonly deadLetters: DeadLetters
  /** Is told of what used up its attempts; what a handler calls dead, the handler counts. */
  readonly telemetry?: Pick<Telemetry, 'events' | 'deadDeltas'>
  /** Most items that wait on a topic, for a first or another attempt; more are answered `retry`. */
  readonly maxWaiting?: number
  /** Deliveries of one item before it goes to the dead letters. */
  readonly maxAttempts?: number
  /** Pause before attempt `n`, in milliseconds. */
  readonly backoffMs?: (attempt: number) => number
}

interface Waiting<T> {
  readonly item: T
  readonly attempt: number
  /** Attempts that were not counted, one after the other. */
  readonly outages: number
  readonly first: boolean
  /** It was among others when their handler threw, again and again: it comes alone, so that only the one at fault is lost. */
  readonly alone: boolean
}

/** Throws after which the items of a batch come one by one. */
const throwsTogether = 3

/** After so many outages the pauses grow no longer: once it is over, nothing waits for long. */
const mostOutages = 5

/** Both sides of the bus in one process. What it has taken lives as long as the process does. */
export class MemoryBus implements EventBus, Consumer {
  readonly #options: Required<Omit<MemoryBusOptions, 'telemetry'>> & Pick<MemoryBusOptions, 'telemetry'>
  readonly #queues: { readonly [T in Topic]: Queue<Waiting<Topics[T]>> } = {
    events: new Queue(),
    deltas: new Queue(),
    welcomes: new Queue(),
  }
  /** Items that wait for another attempt, outside their queue. */
  readonly #pausing: Record<Topic, number> = { events: 0, deltas: 0, welcomes: 0 }
  /** Items that were handed out, or wait for another attempt. */
  #unsettled = 0
  readonly #idle: (() => void)[] = []

  constructor(options: MemoryBusOptions) {
    this.#options = {
      maxWaiting: 100_000,
      maxAttempts: 8,
      backoffMs: (attempt) => Math.min(10_000, 20 * 2 ** attempt),
      ...options,
    }
  }

  async publish<T extends Topic>(
    topic: T,
    items: readonly Topics[T][],
    { again = false }: Publication = {},
  ): Promise<readonly Published[]> {
    const queue = this.#queueOf(topic)
    return items.map((item) => {
      if (queue.length + this.#pausing[topic] >= this.#options.maxWaiting) return queueFull
      queue.push({ item, attempt: 1, outages: 0, first: !again, alone: false })
      return 'ok'
    })
  }

  async run<T extends Topic>(topic: T, handle: Handle<Topics[T]>, options: ConsumeOptions): Promise<void> {
    const queue = this.#queueOf(topic)
    while (await queue.filled(options.stop)) {
      const windowMs = options.windowMs()
      // At least the rest of this turn: what else has arrived by its end travels in the same call.
      if (windowMs > 0) await setTimeout(windowMs)
      else await setImmediate()
      const batch = queue.take(options.max, ({ alone }) => alone)
      this.#unsettled += batch.length
      await this.#settle(topic, batch, await verdictsOf(handle, batch))
    }
  }

  /** How many items wait on a topic. */
  waiting(topic: Topic): number {
    return this.#queues[topic].length
  }

  /** Resolves once nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    while (this.#unsettled > 0 || Object.values(this.#queues).some(({ length }) => length > 0)) {
      await new Promise<void>((resolve) => this.#idle.push(resolve))
    }
  }

  async #settle<T extends Topic>(
    topic: T,
    batch: readonly Waiting<Topics[T]>[],
    verdicts: readonly Verdict[] | Thrown,
  ): Promise<void> {
    for (const [i, waiting] of batch.entries()) {
      const { item, attempt, alone, outages } = waiting
      const verdict: Verdict =
        'thrown' in verdicts ? { retry: verdicts.thrown } : (verdicts[i] ?? { retry: 'no verdict' })
      if (verdict === 'done') this.#unsettled--
      else if ('dead' in verdict) await this.#bury(topic, item, verdict.dead)
      else if (verdict.outage) void this.#again(topic, { ...waiting, outages: outages + 1, first: false })
      else if (attempt >= this.#options.maxAttempts) await this.#giveUp(topic, item, verdict.retry)
      else {
        const apart = alone || ('thrown' in verdicts && attempt >= throwsTogether)
        void this.#again(topic, { item, attempt: attempt + 1, outages: 0, first: false, alone: apart })
      }
    }
    if (this.#unsettled === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** Not bounded by `maxWaiting`: what was accepted is never let go. */
  async #again<T extends Topic>(topic: T, waiting: Waiting<Topics[T]>): Promise<void> {
    this.#pausing[topic]++
    // It keeps no process alive: whoever stops the consumers has waited as long as they would.
    const n = waiting.attempt + Math.min(mostOutages, waiting.outages)
    await setTimeout(this.#options.backoffMs(n), undefined, { ref: false })
    this.#pausing[topic]--
    this.#queueOf(topic).push(waiting)
    this.#unsettled--
  }

  async #giveUp<T extends Topic>(topic: T, item: Topics[T], last: unknown): Promise<void> {
    if (topic === 'events') this.#options.telemetry?.events('dead', 1)
    else if (topic === 'deltas') this.#options.telemetry?.deadDeltas(1)
    await this.#bury(topic, item, attemptsUsed(last))
  }

  async #bury<T extends Topic>(topic: T, item: Topics[T], why: Refusal): Promise<void> {
    const at = new Date(this.#options.clock.now()).toISOString()
    await this.#options.deadLetters.put([{ id: randomUUID(), topic, item: item as unknown as Json, why, at }])
    this.#unsettled--
  }

  #queueOf<T extends Topic>(topic: T): Queue<Waiting<Topics[T]>> {
    return this.#queues[topic] as unknown as Queue<Waiting<Topics[T]>>
  }
}

interface Thrown {
  readonly thrown: unknown
}

async function verdictsOf<T>(handle: Handle<T>, batch: readonly Waiting<T>[]): Promise<readonly Verdict[] | Thrown> {
  const deliveries: Delivery<T>[] = batch.map(({ item, attempt, first }) => ({ item, attempt, first }))
  try {
    return await handle(deliveries)
  } catch (thrown) {
    return { thrown }
  }
}
