import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../../src/ports/clock.js'
import type { Counters } from './counters.js'

export type FunctionName = 'authorizer' | 'connect' | 'disconnect' | 'message'

/** What of Lambda's context a handler may read. */
export interface InvocationContext {
  readonly awsRequestId: string
  readonly functionName: string
  getRemainingTimeInMillis(): number
}

export type Invoke = (fn: FunctionName, event: unknown, context: InvocationContext) => Promise<unknown>

export type Invoked = { readonly answer: unknown } | { readonly failed: unknown } | 'timed out'

interface Pending {
  readonly until: number
  readonly giveUp: () => void
}

/** Calls functions as a Lambda integration does: JSON in, JSON out, and no answer is waited for longer than the time-out. */
export class Invocations {
  readonly #invoke: Invoke
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #counters: Counters
  readonly #pending = new Set<Pending>()

  constructor(invoke: Invoke, clock: Clock, timeoutMs: number, counters: Counters) {
    this.#invoke = invoke
    this.#clock = clock
    this.#timeoutMs = timeoutMs
    this.#counters = counters
  }

  async call(fn: FunctionName, event: object): Promise<Invoked> {
    this.#counters.invoked[fn]++
    const until = this.#clock.now() + this.#timeoutMs
    const context = {
      awsRequestId: randomUUID(),
      functionName: fn,
      getRemainingTimeInMillis: () => Math.max(0, until - this.#clock.now()),
    }
    const answered = (async (): Promise<Invoked> => {
      try {
        const answer = await this.#invoke(fn, JSON.parse(JSON.stringify(event)), context)
        return { answer: JSON.parse(JSON.stringify(answer ?? null)) }
      } catch (failed) {
        return { failed }
      }
    })()
    const outcome = await Promise.race([answered, this.#timeout(until, answered)])
    if (outcome === 'timed out' || 'failed' in outcome) this.#counters.failedInvocations++
    return outcome
  }

  /** Gives up those whose time is over; the function itself runs on, as a real one does. */
  check(): void {
    const now = this.#clock.now()
    for (const pending of this.#pending) if (now >= pending.until) pending.giveUp()
  }

  #timeout(until: number, answered: Promise<unknown>): Promise<'timed out'> {
    return new Promise((resolve) => {
      const pending = { until, giveUp: () => resolve('timed out') }
      this.#pending.add(pending)
      void answered.finally(() => this.#pending.delete(pending))
    })
  }
}
