import type { Clock } from '../../ports/clock.js'

/** The machine's time; a step backwards of the machine's clock is held, not passed on. */
export class SystemClock implements Clock {
  #last = 0

  now(): number {
    this.#last = Math.max(this.#last, Date.now())
    return this.#last
  }
}
