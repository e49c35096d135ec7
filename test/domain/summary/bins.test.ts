import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bin, binOf, boundOf, middleOf, percentile } from '../../../src/domain/summary/bins.js'

/** Below, doubles are so coarse that bins share their bounds. */
const least = 1e-300
const positive = fc.oneof(
  fc.double({ min: least, noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 0.001, max: 100_000, noNaN: true }),
  fc.integer({ min: 1, max: 100_000 }),
  fc.integer({ min: -200, max: 200 }).map(boundOf),
)

describe('bins', () => {
  test('values <= 0 are bin null', () => {
    expect([0, -0, -1, -1e308, -5e-324].map(binOf)).toEqual([null, null, null, null, null])
  })

  test('twenty a decade, from 1', () => {
    expect([1, 10, 100, 1e6, 0.1, 1e-6, 1e300].map(binOf)).toEqual([0, 20, 40, 120, -20, -120, 6000])
    expect([0, 20, 40, 120, -20].map(boundOf)).toEqual([1, 10, 100, 1e6, 0.1])
    expect(boundOf(1)).toBeCloseTo(10 ** (1 / 20), 14)
  })

  test('a value lies in its bin: from its bound up to the next', () =>
    fc.assert(
      fc.property(positive, (value) => {
        const bin = binOf(value) as number
        expect(boundOf(bin)).toBeLessThanOrEqual(value)
        expect(boundOf(bin + 1)).toBeGreaterThan(value)
      }),
      { numRuns: 2000 },
    ))

  test('every double has a bin', () => {
    for (const value of [5e-324, 1e-310, Number.MAX_VALUE, 2 ** 53 - 1]) {
      expect(boundOf(binOf(value) as number)).toBeLessThanOrEqual(value)
    }
  })

  test('a greater value has no lesser bin', () =>
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a]
        expect(binOf(less) as number).toBeLessThanOrEqual(binOf(more) as number)
      }),
      { numRuns: 1000 },
    ))

  test("a bin's middle is within 6 % of each of its values", () =>
    fc.assert(
      fc.property(positive, (value) => {
        expect(Math.abs(middleOf(binOf(value)) / value - 1)).toBeLessThan(0.06)
      }),
      { numRuns: 2000 },
    ))
})

describe('percentile', () => {
  const p = fc.oneof(fc.constantFrom(0, 1, 50, 95, 99, 99.9, 100), fc.integer({ min: 0, max: 100 }))

  test('is within 6 % of the exact nearest rank', () =>
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 50 }), p, (values, p) => {
        const sorted = [...values].sort((a, b) => a - b)
        const rank = Math.max(1, Math.ceil((p / 100) * sorted.length))
        const exact = sorted[rank - 1] as number
        const estimate = percentile(tally(values), p) as number
        expect(Math.abs(estimate / exact - 1)).toBeLessThan(0.06)
      }),
      { numRuns: 1000 },
    ))

  test('values <= 0 come first and count as 0; of nothing there is none', () => {
    expect(percentile(tally([-5, 0, 0, 100]), 75)).toBe(0)
    expect(percentile(tally([-5, 0, 0, 100]), 76)).toBe(middleOf(40))
    expect(percentile([], 50)).toBeUndefined()
    expect(percentile([[3, 0]], 50)).toBeUndefined()
  })
})

function tally(values: readonly number[]): [Bin, number][] {
  const counts = new Map<Bin, number>()
  for (const value of values) counts.set(binOf(value), (counts.get(binOf(value)) ?? 0) + 1)
  return [...counts]
}
