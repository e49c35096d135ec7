import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { Spread } from '../../../src/entrypoints/lambda/telemetry/spread.js'

const measured = fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 40 })), {
  minLength: 1,
  maxLength: 60,
})

test.prop([measured])('at most a hundred values stand for all: their median is that of all', (pairs) => {
  const spread = new Spread()
  for (const [value, count] of pairs) spread.add(value, count)
  const all = pairs.flatMap(([value, count]) => Array.from({ length: count }, () => value)).sort((a, b) => a - b)
  const taken = spread.take()
  expect(taken.length).toBe(Math.min(100, all.length))
  expect([...taken]).toEqual([...taken].sort((a, b) => a - b))
  // Each stands for the values around its rank.
  for (const [i, value] of taken.entries()) {
    const [from, to] = [Math.floor((i / taken.length) * all.length), Math.ceil(((i + 1) / taken.length) * all.length)]
    expect(all.slice(from, to)).toContain(value)
  }
  expect(spread.take()).toEqual([])
})
