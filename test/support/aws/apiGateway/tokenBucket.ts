import type { Clock } from '../../../../src/ports/clock.js'

/** As "Throttle requests to your WebSocket APIs" describes it: `rate` tokens a second drip into a bucket of `burst`. */
export class TokenBucket {
  readonly #clock: Clock
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(clock: Clock, rate: number, burst: number) {
    this.#clock = clock
    this.#rate = rate
    this.#burst = burst
    this.#tokens = burst
    this.#at = clock.now()
  }

  /** False: there is none left. */
  take(): boolean {
    const now = this.#clock.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
