import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { RawEvent } from '../../domain/event/rawEvent.js'
import type { Json } from '../../domain/json.js'
import type { Clock } from '../../ports/clock.js'
import type { ConsumeOptions, Consumer, Delivery, Handle, Verdict } from '../../ports/consumer.js'
import type { DeadLetter, DeadLetters } from '../../ports/deadLetters.js'
import {
  type EventBus,
  type Publication,
  type Published,
  queueFull,
  type Topic,
  type Topics,
} from '../../ports/eventBus.js'
import type { Journal } from './journal.js'
import { Turnstile } from './turnstile.js'

export interface DiskBusOptions {
  /** A bus in memory: it carries what the journal keeps. Its dead letters must be `deadLetters`, or lead there. */
  readonly carrier: EventBus & Consumer
  readonly journal: Journal
  readonly deadLetters: DeadLetters
  readonly clock: Clock
  /** Most events that are accepted and not settled; more are answered `retry`. */
  readonly maxWaiting?: number
  /** From so many on, publishing waits for others to be settled: memory that is not held long costs less to free. */
  readonly slowFrom?: number
  /** Longest that it waits, in milliseconds. */
  readonly slowMs?: number
}

/** How long what was left behind waits for room on the carrier. */
const waitMs = 20

/**
 * A bus whose accepted events survive the process: `publish` answers once they are in the journal, on the disk, and they
 * stay there until they are done or dead. What an earlier process left comes again, with `first: false`. Deltas are
 * carried as they are: after a crash their event comes again, and tells them again.
 */
export class DiskBus implements EventBus, Consumer {
  readonly #options: Required<DiskBusOptions>
  /** Left behind, and not on the carrier yet. */
  #leftBehind: readonly RawEvent[] = []
  readonly #turnstile: Turnstile

  constructor(options: DiskBusOptions) {
    this.#options = { maxWaiting: 100_000, slowFrom: 5000, slowMs: 1000, ...options }
    const { journal, slowFrom, slowMs } = this.#options
    this.#turnstile = new Turnstile({ inside: () => journal.size, most: slowFrom, waitMs: slowMs })
  }

  async publish<T extends Topic>(
    topic: T,
    items: readonly Topics[T][],
    how?: Publication,
  ): Promise<readonly Published[]> {
    if (topic === 'events') return this.#keep(items as readonly RawEvent[], how)
    return this.#options.carrier.publish(topic, items, how)
  }

  async run<T extends Topic>(topic: T, handle: Handle<Topics[T]>, options: ConsumeOptions): Promise<void> {
    const handled: Handle<Topics[T]> = (batch) => this.#handle(topic, handle, batch)
    await Promise.all([
      this.#options.carrier.run(topic, handled, options),
      ...(topic === 'events' ? [this.#redeliver(options.stop)] : []),
    ])
  }

  async #keep(events: readonly RawEvent[], how: Publication | undefined): Promise<readonly Published[]> {
    const { journal, maxWaiting } = this.#options
    await this.#turnstile.enter()
    const answers: Published[] = new Array(events.length).fill(queueFull)
    let kept = events.slice(0, Math.max(0, maxWaiting - journal.size))
    /** Where those that are kept stand among all: undefined where the first ones are. */
    let places: number[] | undefined
    let text = textOf(kept)
    if (text === undefined) {
      places = []
      for (const [at, event] of kept.entries()) {
        if (textOf([event]) === undefined) answers[at] = { refused: tooDeep }
        else places.push(at)
      }
      kept = places.map((at) => events[at] as RawEvent)
      text = textOf(kept) ?? '[]'
    }
    if (kept.length === 0) return answers
    try {
      const travelling = await journal.enter(text, kept)
      const published = await this.#carry(travelling, how)
      for (const i of kept.keys()) answers[places?.[i] ?? i] = published[i] ?? { retry: 'no answer' }
    } catch (fault) {
      for (const i of kept.keys()) answers[places?.[i] ?? i] = { retry: fault }
    }
    return answers
  }

  /** Hands events to the carrier; what it does not take is not accepted, and no longer kept. */
  async #carry(events: readonly RawEvent[], how: Publication | undefined): Promise<readonly Published[]> {
    const { carrier, journal } = this.#options
    const published = await carrier.publish('events', events, how)
    for (const [i, event] of events.entries()) if (published[i] !== 'ok') journal.settle(event)
    return published
  }

  /** As the carrier has room: what was accepted once is never let go. */
  async #redeliver(stop: AbortSignal): Promise<void> {
    const { carrier, journal } = this.#options
    while (!stop.aborted) {
      if (this.#leftBehind.length === 0) this.#leftBehind = journal.leftBehind() ?? []
      if (this.#leftBehind.length === 0) return
      const events = this.#leftBehind
      const published = await carrier.publish('events', events, { again: true })
      this.#leftBehind = events.filter((_, i) => published[i] !== 'ok')
      if (this.#leftBehind.length > 0) await setTimeout(waitMs, undefined, { ref: false })
    }
  }

  async #handle<T extends Topic>(
    topic: T,
    handle: Handle<Topics[T]>,
    batch: readonly Delivery<Topics[T]>[],
  ): Promise<readonly Verdict[]> {
    const { journal } = this.#options
    const verdicts = await handle(batch)
    const dead = await this.#bury(topic, batch, verdicts)
    const settled = batch.map(({ item }, i) => {
      const verdict = verdicts[i] ?? { retry: 'no verdict' }
      if (verdict === 'done') journal.settle(item)
      return typeof verdict === 'object' && 'dead' in verdict ? dead : verdict
    })
    this.#turnstile.left()
    return settled
  }

  /** Many at once: a letter is a transaction, and a producer of bad events sends thousands. */
  async #bury<T extends Topic>(
    topic: T,
    batch: readonly Delivery<Topics[T]>[],
    verdicts: readonly Verdict[],
  ): Promise<Verdict> {
    const at = new Date(this.#options.clock.now()).toISOString()
    const letters: DeadLetter[] = []
    for (const [i, { item }] of batch.entries()) {
      const verdict = verdicts[i]
      if (typeof verdict !== 'object' || !('dead' in verdict)) continue
      letters.push({ id: randomUUID(), topic, item: item as unknown as Json, why: verdict.dead, at })
    }
    if (letters.length === 0) return 'done'
    try {
      await this.#options.deadLetters.put(letters)
      return 'done'
    } catch (fault) {
      return { retry: fault }
    }
  }
}

const tooDeep = { code: 'too_deep', message: 'the event is nested too deep to be kept' }

/** As one text, which costs less than one each; undefined where one is nested deeper than JSON can be written. */
function textOf(events: readonly RawEvent[]): string | undefined {
  try {
    return JSON.stringify(events)
  } catch {
    return undefined
  }
}
