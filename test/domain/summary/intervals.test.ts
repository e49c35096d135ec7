import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketStart, parseInterval } from '../../../src/domain/summary/intervals.js'

test.each([
  ['1s', 1000],
  ['5s', 5000],
  ['90s', 90_000],
  ['15m', 900_000],
  ['6h', 21_600_000],
  ['24h', 86_400_000],
  ['86400s', 86_400_000],
  ['1d', 86_400_000],
])('%s is read', (text, ms) => {
  expect(parseInterval(text)).toEqual({ ok: true, value: ms })
})

test.each([
  '',
  '0s',
  '1',
  's',
  '2d',
  '25h',
  '86401s',
  '1.5s',
  '-1s',
  '01s',
  '1 s',
  '1S',
  '1w',
  '100ms',
  '1s\n',
  5,
  null,
  {},
])('%j is refused', (text) => {
  expect(parseInterval(text)).toMatchObject({ ok: false, refusal: { code: 'bad_request', path: 'interval' } })
})

test('a bucket starts at a multiple of the interval, and holds the time', () =>
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 1e13 }), fc.integer({ min: 1000, max: 86_400_000 }), (ms, interval) => {
      const start = bucketStart(ms, interval)
      expect(Math.abs(start % interval)).toBe(0)
      expect(start <= ms && ms < start + interval).toBe(true)
    }),
  ))
