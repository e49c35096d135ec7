/**
 * A fixed table of bounds, twenty a decade, so that counts made anywhere add up. Bin `n` holds the values from
 * `boundOf(n)` up to, not including, `boundOf(n + 1)`; bin 0 starts at 1, bin 20 at 10. Values <= 0 are bin `null`.
 * The table is made of literals and powers of ten, never of `Math.pow`: engines differ in its last digit.
 */
export type Bin = number | null

/** Counts by bin, in any order. */
export type Bins = readonly (readonly [Bin, number])[]

const steps = [
  1, 1.1220184543019633, 1.2589254117941673, 1.4125375446227544, 1.5848931924611134, 1.7782794100389228,
  1.9952623149688795, 2.2387211385683394, 2.51188643150958, 2.8183829312644537, 3.1622776601683795, 3.5481338923357546,
  3.9810717055349727, 4.466835921509631, 5.011872336272723, 5.623413251903491, 6.3095734448019325, 7.0794578438413795,
  7.943282347242815, 8.912509381337456,
]

const leastPower = -324
const powers = Float64Array.from({ length: 309 - leastPower }, (_, i) => Number(`1e${i + leastPower}`))

/** The least value of a bin; Infinity beyond the greatest number. */
export function boundOf(bin: number): number {
  const power = Math.floor(bin / 20)
  return (steps[bin - power * 20] as number) * (powers[power - leastPower] ?? (power > 0 ? Infinity : 0))
}

/** The bin of a finite value. */
export function binOf(value: number): Bin {
  if (!(value > 0)) return null
  // The logarithm may be off in its last digit: the table decides.
  let bin = Math.floor(Math.log10(value) * 20)
  while (boundOf(bin) > value) bin--
  while (boundOf(bin + 1) <= value) bin++
  return bin
}

/** The middle of a bin: within 6 % of each of its values (not for values below 1e-300, where numbers get coarse). */
export function middleOf(bin: Bin): number {
  // The geometric middle: half a step above the bound.
  return bin === null ? 0 : Math.min(boundOf(bin) * 1.0592537251772889, Number.MAX_VALUE)
}

/**
 * The value that `p` per cent (0 to 100) of the values don't exceed, by nearest rank, within 6 %; values <= 0 count as
 * 0. Undefined where there are none.
 */
export function percentile(bins: Bins, p: number): number | undefined {
  const total = bins.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return undefined
  let left = Math.max(1, Math.ceil((p / 100) * total))
  const sorted = [...bins].sort(([a], [b]) => (a ?? -Infinity) - (b ?? -Infinity))
  for (const [bin, count] of sorted) {
    left -= count
    if (left <= 0) return middleOf(bin)
  }
  return middleOf((sorted.at(-1) as readonly [Bin, number])[0])
}
