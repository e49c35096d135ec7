/** Repeatable chance: the same seed, the same numbers (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** An integer from 0 to below `n`. */
  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * n)
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }
}

/** How many inputs a fuzz test takes, and its seed; a soak run sets more, and says which. */
export function fuzzRuns(plain: number): { readonly runs: number; readonly seed: number } {
  const given = Number(process.env['DELTABOARD_FUZZ_RUNS'] ?? plain)
  const seed = Number(process.env['DELTABOARD_FUZZ_SEED'] ?? 20_261_124)
  return { runs: Math.max(plain, given), seed }
}
