import { setTimeout as sleep } from 'node:timers/promises'
import { faultOf } from './fault.js'

/** How long something that failed is tried again. */
export interface Patience {
  /** The first wait is at most so long, each next one at most twice as long, up to `mostMs`. */
  readonly baseMs: number
  readonly mostMs: number
  /** All waits and tries together; then it has failed. */
  readonly budgetMs: number
}

/** Waits between tries: full jitter, so that those who failed together don't come back together. */
export class Backoff {
  readonly #patience: Patience
  readonly #end: number
  #tries = 0

  constructor(patience: Patience) {
    this.#patience = patience
    this.#end = performance.now() + patience.budgetMs
  }

  /** False, at once, where the budget does not last for another wait. */
  async wait(): Promise<boolean> {
    const { baseMs, mostMs } = this.#patience
    const ms = Math.random() * Math.min(mostMs, baseMs * 2 ** this.#tries++)
    if (performance.now() + ms > this.#end) return false
    await sleep(ms)
    return true
  }
}

/** Does what may be done any number of times until it works, or its fault is one that stays, or the budget is spent. */
export async function patiently<T>(patience: Patience, task: () => Promise<T>): Promise<T> {
  const backoff = new Backoff(patience)
  for (;;) {
    try {
      return await task()
    } catch (error) {
      const fault = faultOf(error)
      if (!fault.passes || !(await backoff.wait())) throw fault
    }
  }
}
