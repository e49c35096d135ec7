import { setTimeout } from 'node:timers/promises'
import type { ConsumeOptions, Handle, Verdict } from '../../ports/consumer.js'
import type { Topic, Topics } from '../../ports/eventBus.js'
import { DueQueue } from './dueQueue.js'
import type { Entry, Held, StreamGroup } from './streamGroup.js'
import type { Undertaker } from './undertaker.js'

export interface StreamConsumerOptions<T extends Topic> {
  readonly topic: T
  readonly group: StreamGroup
  readonly undertaker: Undertaker
  readonly maxAttempts: number
  readonly backoffMs: (attempt: number) => number
  readonly onFault: (error: unknown) => void
}

/** How long a read waits for the first entry: after that, it is looked whether to stop. */
const blockMs = 500

/** How often it says that it lives, and looks for what the dead hold, and for what it holds itself without knowing. */
const aliveEveryMs = 1000

/** A command has failed long before: what was handed out with it so long ago, and did not arrive, never will. */
const lostAfterMs = 10_000

/** Throws after which the entries of a batch come one by one, so that only the one at fault is lost. */
const throwsTogether = 3

/** Once an outage is over, nothing waits for longer. */
const longestOutagePauseMs = 2000

interface Received<T> {
  readonly entry: Entry
  readonly item: T
}

/** Hands the entries of one topic to its handler, batch by batch, until each is done or dead. */
export class StreamConsumer<T extends Topic> {
  readonly #options: StreamConsumerOptions<T>
  readonly #due = new DueQueue()
  /** Handed to the handler, or not settled yet. */
  readonly #handed = new Set<string>()
  /** Answers may have been lost: the server may hold entries for this consumer of which it knows nothing. */
  #unsure = true
  /** Batches with an outage, one after the other. */
  #outages = 0

  constructor(options: StreamConsumerOptions<T>) {
    this.#options = options
  }

  async run(handle: Handle<Topics[T]>, options: ConsumeOptions): Promise<void> {
    const { group } = this.#options
    const alive = setInterval(() => void this.#care(), aliveEveryMs)
    // A server that does not answer must not hold up the end.
    const end = () => void setTimeout(blockMs * 3, undefined, { ref: false }).then(() => group.close())
    options.stop.addEventListener('abort', end, { once: true })
    try {
      while (!options.stop.aborted) {
        try {
          const batch = await this.#gather(options)
          if (batch.length > 0) await this.#serve(batch, handle, options.stop)
        } catch (error) {
          await this.#recover(error, options.stop)
        }
      }
    } finally {
      clearInterval(alive)
      options.stop.removeEventListener('abort', end)
      await group.leave().catch(() => {})
      group.close()
    }
  }

  /** What is due again, and all new entries that queued, up to the most; waits for the first. */
  async #gather({ max, windowMs }: ConsumeOptions): Promise<Entry[]> {
    const { group } = this.#options
    if (this.#unsure) await this.#lookAround()
    const due = this.#due.take(performance.now(), max)
    const ids = due.map(({ id }) => id)
    for (const id of ids) this.#handed.add(id)
    const batch = ids.length === 0 ? [] : await group.claim(ids)
    // The others are with somebody else by now, or done.
    for (const id of ids) this.#handed.delete(id)
    for (const { id } of batch) this.#handed.add(id)
    if (due.some(({ alone }) => alone)) return batch
    const read = async (wait: number) => {
      if (batch.length < max) batch.push(...(await this.#note(group.read(max - batch.length, wait))))
    }
    const untilDue = (this.#due.next ?? Number.POSITIVE_INFINITY) - performance.now()
    await read(batch.length > 0 ? 0 : Math.max(1, Math.min(blockMs, untilDue)))
    const window = batch.length === 0 ? 0 : windowMs()
    if (window > 0) {
      await setTimeout(window)
      await read(0)
    }
    return batch
  }

  async #note(reading: Promise<Entry[]>): Promise<Entry[]> {
    const entries = await reading
    for (const { id } of entries) this.#handed.add(id)
    return entries
  }

  async #serve(batch: readonly Entry[], handle: Handle<Topics[T]>, stop: AbortSignal): Promise<void> {
    const { group, maxAttempts, topic, undertaker } = this.#options
    const over: string[] = []
    const spared: Entry[] = []
    const received: Received<Topics[T]>[] = []
    for (const entry of batch) {
      const item = itemOf<Topics[T]>(entry.text)
      if (item === undefined) await this.#insist(stop, () => undertaker.unreadable(topic, entry))
      // Whoever had it before died with it, each time.
      else if (entry.deliveries > maxAttempts) await this.#insist(stop, () => undertaker.giveUp(topic, entry, item))
      else {
        received.push({ entry, item })
        continue
      }
      over.push(entry.id)
    }
    const verdicts = await verdictsOf(handle, received)
    const thrown = 'thrown' in verdicts
    for (const [i, { entry, item }] of received.entries()) {
      const verdict: Verdict = thrown ? { retry: verdicts.thrown } : (verdicts[i] ?? { retry: 'no verdict' })
      if (verdict !== 'done') {
        if ('dead' in verdict) await this.#insist(stop, () => undertaker.bury(topic, entry, item, verdict.dead))
        else if (verdict.outage) {
          spared.push(entry)
          continue
        } else if (entry.deliveries < maxAttempts) {
          this.#again(entry, thrown)
          continue
        } else await this.#insist(stop, () => undertaker.giveUp(topic, entry, item, verdict.retry))
      }
      over.push(entry.id)
    }
    if (over.length > 0) await this.#insist(stop, () => group.settle(over))
    await this.#spare(spared, stop)
    for (const { id } of batch) this.#handed.delete(id)
  }

  #again({ deliveries, id }: Entry, thrown: boolean): void {
    const at = performance.now() + this.#options.backoffMs(deliveries)
    this.#due.add({ id, at, alone: thrown && deliveries >= throwsTogether })
  }

  /** They come again, as if this time had not been. */
  async #spare(entries: readonly Entry[], stop: AbortSignal): Promise<void> {
    this.#outages = entries.length === 0 ? 0 : this.#outages + 1
    if (entries.length === 0) return
    await this.#insist(stop, () => this.#options.group.spare(entries))
    const at = performance.now() + Math.min(longestOutagePauseMs, this.#options.backoffMs(this.#outages))
    for (const { id } of entries) this.#due.add({ id, at, alone: false })
  }

  /** Finds what the server holds for this consumer and nobody works on: answers got lost, or it lived before. */
  async #lookAround(): Promise<void> {
    await this.#options.group.prepare()
    this.#unsure = false
    // At once: nobody may take over what is handed out before the first second is over.
    await this.#takeUp(this.#options.group.takeOver())
    for (const held of await this.#options.group.held()) this.#schedule(held)
  }

  /** Whoever had it may have died of it: after some times it comes alone, so that the others are not drawn in. */
  #schedule({ deliveries, id }: Held): void {
    if (this.#handed.has(id)) return
    this.#due.add({ id, at: performance.now(), alone: deliveries >= throwsTogether })
  }

  async #care(): Promise<void> {
    const { group } = this.#options
    await this.#takeUp(group.takeOver())
    // A read that was given up here may have been on its way still, and come to the server after a look around.
    await this.#takeUp(group.held(lostAfterMs))
  }

  async #takeUp(asked: Promise<readonly Held[]>): Promise<void> {
    try {
      for (const held of await asked) this.#schedule(held)
    } catch {
      // The loop meets the same fault, and tells it.
      this.#unsure = true
    }
  }

  /** Entries that were under way are the server's to hand out again. */
  async #recover(error: unknown, stop: AbortSignal): Promise<void> {
    this.#handed.clear()
    this.#unsure = true
    if (stop.aborted) return
    this.#options.onFault(error)
    await setTimeout(200, undefined, { signal: stop }).catch(() => {})
  }

  /** Until it is done: an entry that is neither settled nor due again would be held for ever. Stopped: three times. */
  async #insist(stop: AbortSignal, step: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await step()
      } catch (error) {
        if (stop.aborted && tries >= 3) throw error
        this.#options.onFault(error)
        await setTimeout(Math.min(1000, 50 * 2 ** tries))
      }
    }
  }
}

function itemOf<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T
  } catch {
    return undefined
  }
}

async function verdictsOf<T>(
  handle: Handle<T>,
  received: readonly Received<T>[],
): Promise<readonly Verdict[] | { readonly thrown: unknown }> {
  if (received.length === 0) return []
  try {
    return await handle(
      received.map(({ entry: { again, deliveries }, item }) => {
        return { item, attempt: deliveries, first: deliveries === 1 && !again }
      }),
    )
  } catch (thrown) {
    return { thrown }
  }
}
