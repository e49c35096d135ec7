/** Most values that one metric may have in one line of EMF. */
const most = 100

/**
 * Measured values, each with how often it was met, as at most a hundred that stand for them: evenly taken by rank, so that
 * percentiles keep their places.
 */
export class Spread {
  readonly #counts = new Map<number, number>()
  #size = 0

  add(value: number, count: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count)
    this.#size += count
  }

  take(): readonly number[] {
    const sorted = [...this.#counts].sort(([a], [b]) => a - b)
    const wanted = Math.min(this.#size, most)
    const values: number[] = []
    let passed = 0
    for (const [value, count] of sorted) {
      passed += count
      while (values.length < wanted && ((values.length + 0.5) / wanted) * this.#size <= passed) values.push(value)
    }
    this.#counts.clear()
    this.#size = 0
    return values
  }
}
