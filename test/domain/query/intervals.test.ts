import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import type { Bucket, Entry, Filing } from '../../../src/domain/query/bucket.js'
import { Intervals } from '../../../src/domain/query/intervals.js'
import { Chance } from './chance.js'

const end = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(-Infinity, Infinity, 0.5))

test.prop([fc.array(fc.tuple(end, end, fc.boolean()), { maxLength: 200 }), fc.array(end, { maxLength: 10 })], {
  numRuns: 500,
})('a value calls for the intervals that hold it, whatever came and went', (steps, values) => {
  const intervals = new Intervals()
  const held = new Map<string, { low: number; high: number; filings: Filing[] }>()
  for (const [a, b, add] of steps) {
    const [low, high] = [Math.min(a, b), Math.max(a, b)]
    const name = `${low} ${high}`
    const known = held.get(name)
    if (add) {
      const filing = intervals.bucket(low, high).add({} as Entry)
      held.set(name, { low, high, filings: [...(known?.filings ?? []), filing] })
    } else if (known !== undefined) {
      for (const filing of known.filings) filing.bucket.remove(filing)
      held.delete(name)
    }
  }
  expect(intervals.size).toBe(held.size)
  for (const value of values) {
    const found: Bucket[] = []
    intervals.gather(value, found)
    const wanted = [...held.values()].filter(({ low, high }) => low <= value && value <= high)
    expect(new Set(found)).toEqual(new Set(wanted.map(({ filings }) => filings[0]?.bucket)))
    expect(found.length).toBe(wanted.length)
    const crowd = wanted.reduce((sum, { filings }) => sum + filings.length, 0)
    expect(intervals.crowdAt(value, Infinity)).toBe(crowd)
  }
})

test('100,000 intervals in rising order make no deep tree', () => {
  const intervals = new Intervals()
  const chance = new Chance(5)
  for (let i = 0; i < 100_000; i++) intervals.bucket(i, i + chance.below(3)).add({} as Entry)
  const found: Bucket[] = []
  intervals.gather(50_000, found)
  expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThan(4)
})
