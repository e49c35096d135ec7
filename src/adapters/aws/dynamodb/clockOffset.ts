/** How long an observation counts, since clocks drift; milliseconds. */
const countsMs = 120_000
const most = 200

interface Bounds {
  readonly at: number
  /** The server's clock minus this one's lies between these, milliseconds. */
  readonly low: number
  readonly high: number
}

/**
 * How far a server's clock is off this one's, by the `Date` of its answers. That has whole seconds only, so one answer
 * tells little; what all answers of the last minutes agree on tells more the more there are.
 */
export class ClockOffset {
  #bounds: Bounds[] = []

  /** `sent` and `received` of a request, and its answer's `Date`, all in epoch milliseconds. */
  observe(sent: number, received: number, date: number): void {
    if (!Number.isFinite(date)) return
    this.#bounds.push({ at: received, low: date - received, high: date + 1_000 - sent })
    if (this.#bounds.length > most) this.#bounds = this.#bounds.slice(most / 2)
  }

  /** The least offset, by amount, that all observations allow: 0 unless the clocks are known to differ. Undefined: none. */
  at(now: number): number | undefined {
    this.#bounds = this.#bounds.filter(({ at }) => at > now - countsMs)
    if (this.#bounds.length === 0) return undefined
    const low = Math.max(...this.#bounds.map((b) => b.low))
    const high = Math.min(...this.#bounds.map((b) => b.high))
    // They contradict each other where a clock was set meanwhile: the latest counts.
    const { low: least, high: greatest } = low <= high ? { low, high } : (this.#bounds.at(-1) as Bounds)
    return Math.max(least, Math.min(greatest, 0))
  }
}
