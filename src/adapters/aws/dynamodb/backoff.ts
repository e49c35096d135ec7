import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoFault, passes } from './faults.js'

export interface BackoffOptions {
  /** For how long one call is tried, in milliseconds. */
  readonly budgetMs: number
  readonly firstMs: number
  readonly mostMs: number
}

export const defaultBackoff: BackoffOptions = { budgetMs: 5_000, firstMs: 20, mostMs: 1_000 }

/** Waits before one call is tried again: longer each time and at random, so that those who collided do not collide again. */
export class Backoff {
  readonly #options: BackoffOptions
  readonly #began = performance.now()
  #tries = 0

  constructor(options: BackoffOptions) {
    this.#options = options
  }

  /** Throws `why` where the budget is spent. */
  async again(why: unknown): Promise<void> {
    const { budgetMs, firstMs, mostMs } = this.#options
    const wait = Math.random() * Math.min(mostMs, firstMs * 2 ** this.#tries++)
    if (performance.now() + wait - this.#began > budgetMs) throw why
    await sleep(wait)
  }
}

/** Sends a request again, as it was, for as long as it only comes at a bad moment, and its budget lasts. */
export async function tried<T>(send: () => Promise<T>, options = defaultBackoff): Promise<T> {
  const backoff = new Backoff(options)
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (!passes(error)) throw error
      await backoff.again(new DynamoFault(error))
    }
  }
}
