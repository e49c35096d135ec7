const kept = 200
/** Clocks of a browser and a server that were set by each other still differ by so much. */
const skewMs = 250

/** Milliseconds from indexed to painted of the latest hits. */
export class PaintDelay {
  readonly #delays: number[] = []
  #next = 0

  /** `ms` a little below zero is none at all; far below, clocks differ by more than can be measured. */
  add(ms: number): void {
    if (!(ms >= -skewMs)) return
    this.#delays[this.#next] = Math.max(0, ms)
    this.#next = (this.#next + 1) % kept
  }

  /** Half of the hits were painted within it; undefined before the first. */
  median(): number | undefined {
    const sorted = [...this.#delays].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]
  }
}
