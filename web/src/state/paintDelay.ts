const kept = 200

/** Milliseconds from indexed to painted of the latest hits. */
export class PaintDelay {
  readonly #delays: number[] = []
  #next = 0

  /** `ms` below zero comes of clocks that differ by more than the wait: no measurement. */
  add(ms: number): void {
    if (!(ms >= 0)) return
    this.#delays[this.#next] = ms
    this.#next = (this.#next + 1) % kept
  }

  /** Half of the hits were painted within it; undefined before the first. */
  median(): number | undefined {
    const sorted = [...this.#delays].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]
  }
}
