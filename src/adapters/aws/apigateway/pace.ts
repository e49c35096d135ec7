import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../../ports/clock.js'

/** A token bucket to wait at: first come, first served. */
export class Pace {
  readonly #clock: Clock
  readonly #rate: number
  readonly #burst: number
  /** Below zero where tokens are promised that have yet to drip in. */
  #tokens: number
  #at: number

  /** `rate` a second, and `burst` after a rest. */
  constructor(clock: Clock, rate: number, burst: number) {
    this.#clock = clock
    this.#rate = rate
    this.#burst = Math.max(1, burst)
    this.#tokens = this.#burst
    this.#at = clock.now()
  }

  /** Resolves when it is this caller's turn; false, at once, where that would be later than `until`. */
  async take(until: number): Promise<boolean> {
    const now = this.#clock.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate)
    this.#at = now
    const waitMs = this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.#rate) * 1000
    if (now + waitMs > until) return false
    this.#tokens--
    if (waitMs > 0) await sleep(waitMs)
    return true
  }
}
