import { Broadcast } from '../../../src/application/broadcast/broadcast.js'
import { Ingest } from '../../../src/application/ingest/ingest.js'
import type { Delta } from '../../../src/domain/document/hit.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import type { Clock } from '../../../src/ports/clock.js'
import type { Handle } from '../../../src/ports/consumer.js'
import { busAround, indexAround, outboxAround, storeAround } from './around.js'
import type { Process } from './calls.js'
import { deliveries, type ModelQueue, type Waiting } from './modelBus.js'
import type { World } from './world.js'

/** A process that takes batches from a topic, one at a time, and is another one after each crash. */
export class Worker<T> {
  readonly queue: ModelQueue<T>
  readonly #start: (of: Process) => Handle<T>
  readonly #clock: Clock
  readonly #name: string
  #process!: Process
  #handle!: Handle<T>
  #batch: readonly Waiting<T>[] | undefined

  /** Is told of what is handed out again, and how long after the first time. */
  readonly #again: (ms: number) => void

  constructor(
    name: string,
    clock: Clock,
    queue: ModelQueue<T>,
    start: (of: Process) => Handle<T>,
    again: (ms: number) => void = () => {},
  ) {
    this.#name = name
    this.#again = again
    this.#clock = clock
    this.queue = queue
    this.#start = start
    this.#boot()
  }

  get isIdle(): boolean {
    return this.#batch === undefined
  }

  get process(): Process {
    return this.#process
  }

  take(nth: number, count: number): void {
    const batch = this.queue.take(nth, count)
    const process = this.#process
    this.#batch = batch
    const now = this.#clock.now()
    for (const one of batch) {
      one.since ??= now
      this.#again(now - one.since)
    }
    this.#handle(deliveries(batch)).then(
      (verdicts) => {
        if (!process.alive) return
        this.#batch = undefined
        this.queue.settle(batch, verdicts)
      },
      (error) => {
        if (!process.alive) return
        this.#batch = undefined
        this.queue.settle(
          batch,
          batch.map(() => ({ retry: error })),
        )
      },
    )
  }

  /** What it had comes again; what it knew is forgotten. */
  restart(): void {
    if (this.#batch !== undefined) this.queue.again(this.#batch)
    this.#batch = undefined
    this.#boot()
  }

  #boot(): void {
    this.#process = { name: this.#name, clock: this.#clock, alive: true }
    this.#handle = this.#start(this.#process)
  }
}

export function ingestWorker(world: World, name: string, clock: Clock): Worker<RawEvent> {
  const { bus, calls, index, schema, settings, telemetry } = world
  return new Worker(
    name,
    clock,
    bus.events,
    (of) => {
      const ports = { index: indexAround(index, calls, of), bus: busAround(bus, calls, of) }
      return new Ingest({ schema, settings, clock, telemetry, ...ports }).handle
    },
    (ms) => {
      // What it wrote the first time may be told too late: nobody is told of it, but by the next re-subscription.
      if (ms > settings.maxDeltaAgeMs - 100) world.lossy = true
    },
  )
}

export function broadcastWorker(world: World, name: string, clock: Clock): Worker<Delta> {
  const { bus, calls, index, schema, settings, store, telemetry } = world
  return new Worker(name, clock, bus.deltas, (of) => {
    const ports = {
      store: storeAround(store, calls, of),
      index: indexAround(index, calls, of),
      outbox: outboxAround(world.outbox(undefined), calls, of),
    }
    return new Broadcast({ schema, settings, clock, telemetry, ...ports }).handle
  })
}
