import { setTimeout as sleep } from 'node:timers/promises'

/** Spreads sending over time: `perSecond` on average from the start, Infinity as fast as it goes. */
export class Pace {
  readonly #perSecond: number
  readonly #now: () => number
  readonly #startedAt: number
  #count = 0

  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond
    this.#now = now
    this.#startedAt = now()
  }

  /** Resolves when the next `count` may go; also when it is stopped. */
  async turn(count: number, stop: AbortSignal): Promise<void> {
    const at = this.#startedAt + (this.#count / this.#perSecond) * 1000
    this.#count += count
    const wait = at - this.#now()
    if (wait > 0) await sleep(wait, undefined, { signal: stop }).catch(() => undefined)
  }
}
