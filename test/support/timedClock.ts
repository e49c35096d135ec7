import { ManualClock } from './manualClock.js'

/** A clock that a test moves, and the timers that go by it. */
export class TimedClock extends ManualClock {
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>()

  /** Calls `run` once after `ms`, unless what it answers is called before. */
  readonly setTimer = (run: () => void, ms: number): (() => void) => {
    const timer = { at: this.now() + ms, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves on by at most `ms`: no further than to the next timer, which then runs. */
  step(ms: number): void {
    const next = [...this.#timers].sort((a, b) => a.at - b.at)[0]
    if (next === undefined || next.at > this.now() + ms) return void this.advance(ms)
    this.#timers.delete(next)
    this.advance(Math.max(0, next.at - this.now()))
    next.run()
  }
}
