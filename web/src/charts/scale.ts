/** A round number at or above a greatest value, for the top of a scale that starts at 0. */
export function niceTop(greatest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, greatest)))
  return [1, 1.5, 2, 3, 4, 5, 8, 10].map((step) => step * power).find((top) => top >= greatest) ?? 10 * power
}

const decades = Array.from({ length: 14 }, (_, i) => 10 ** (i - 1))
const marks = decades.flatMap((power) => [power, 2 * power, 5 * power])

/** The range of a logarithmic scale that holds all values; 20 to 1,000 where they lie within. */
export function logRange(values: readonly number[]): [low: number, high: number] {
  const least = Math.min(20, ...values.filter((value) => value > 0))
  const greatest = Math.max(1000 / 1.5, ...values) * 1.5
  const low = marks.findLast((mark) => mark <= least) ?? (marks[0] as number)
  return [low, greatest]
}

/** Ticks at 1, 2 and 5 of each decade, as many as fit `pixels` with `apart` between two; the lowest always. */
export function logTicks(low: number, high: number, pixels: number, apart = 17): number[] {
  const y = (value: number) => (pixels * Math.log(value / low)) / Math.log(high / low)
  const ticks = [low]
  for (const mark of marks) {
    if (mark <= low || mark > high) continue
    if (y(mark) - y(ticks.at(-1) as number) >= apart) ticks.push(mark)
  }
  return ticks
}

/** `500`, `2 s`: milliseconds with few signs. */
export function shortMs(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Number(ms.toPrecision(3))}`
}

/** Moves labels apart that would lie on each other: `at` ascending, pixels. Keeps their order and the lowest in place. */
export function apart(at: readonly number[], least: number): number[] {
  const placed: number[] = []
  for (const y of at) placed.push(Math.max(y, (placed.at(-1) ?? Number.NEGATIVE_INFINITY) + least))
  return placed
}
