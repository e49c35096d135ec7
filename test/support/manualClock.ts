import type { Clock } from '../../src/ports/clock.js'

/** A clock that a test moves. */
export class ManualClock implements Clock {
  #now: number

  constructor(now = Date.parse('2026-11-24T09:30:00.000Z')) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }
}
