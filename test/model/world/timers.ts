import { turn } from './calls.js'

export interface Timer {
  readonly at: number
  readonly ms: number
  readonly run: () => void
  readonly of: unknown
}

/** The time of the model, and what waits for it. */
export class Timers {
  now: number
  #waiting: Timer[] = []

  constructor(now: number) {
    this.now = now
  }

  set(of: unknown, run: () => void, ms: number): () => void {
    const timer = { at: this.now + ms, ms, run, of }
    this.#waiting.push(timer)
    return () => this.drop((other) => other === timer)
  }

  drop(which: (timer: Timer) => boolean): void {
    this.#waiting = this.#waiting.filter((timer) => !which(timer))
  }

  find(which: (timer: Timer) => boolean): Timer | undefined {
    return this.#waiting.find(which)
  }

  /** When the next one is due; Infinity: none waits. */
  get next(): number {
    return this.#waiting.reduce((next, { at }) => Math.min(next, at), Number.POSITIVE_INFINITY)
  }

  /** Runs all that is due up to `ms` from now, in order. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms
    while (this.next <= until) {
      const { next } = this
      const due = this.#waiting.find(({ at }) => at === next) as Timer
      this.now = Math.max(this.now, next)
      await this.fire(due)
    }
    this.now = until
  }

  async fire(timer: Timer): Promise<void> {
    this.drop((other) => other === timer)
    timer.run()
    await turn()
  }
}
