const cellMs = 250

/** Hits a second over the last ten seconds, in cells of a quarter second: what the slots of the charts are too coarse for. */
export class Pace {
  readonly #cells = new Map<number, number>()
  /** Hits before it were not all told to the page. */
  since = Number.NEGATIVE_INFINITY

  /** `ms`: the hit's own time, or when it was told that it was not sent. */
  add(ms: number, count: number): void {
    const cell = Math.floor(ms / cellMs)
    this.#cells.set(cell, Math.max(0, (this.#cells.get(cell) ?? 0) + count))
  }

  /** Hits a second of the last `seconds` up to `now`. Forgets what lies further back than a minute. */
  perSecond(now: number, seconds = 10): number {
    const last = Math.floor(now / cellMs)
    const first = last - (seconds * 1000) / cellMs
    let sum = 0
    for (const [cell, count] of this.#cells) {
      if (cell < last - 60_000 / cellMs) this.#cells.delete(cell)
      else if (cell >= first && cell <= last) sum += count
    }
    return sum / ((now - first * cellMs) / 1000)
  }
}
