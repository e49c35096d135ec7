import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { barsOf } from '../../../web/src/charts/bars.js'
import { apart, logRange, logTicks, niceTop, shortMs } from '../../../web/src/charts/scale.js'
import { newSlot, slotMs } from '../../../web/src/state/slots.js'

describe('scales', () => {
  test.prop([fc.double({ min: 0, max: 1e9, noNaN: true })])(
    'the top holds the greatest, with less than as much again',
    (greatest) => {
      const top = niceTop(greatest)
      expect(top).toBeGreaterThanOrEqual(greatest)
      expect(top).toBeLessThanOrEqual(Math.max(1, greatest) * 2)
    },
  )

  test.prop([fc.array(fc.double({ min: 0.2, max: 1e7, noNaN: true }), { maxLength: 20 })])(
    'a logarithmic range holds all values, its ticks lie in it and apart',
    (values) => {
      const [low, high] = logRange(values)
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(low)
        expect(value).toBeLessThanOrEqual(high)
      }
      const ticks = logTicks(low, high, 120)
      expect(ticks[0]).toBe(low)
      const y = (value: number) => (120 * Math.log(value / low)) / Math.log(high / low)
      ticks.slice(1).forEach((tick, i) => {
        expect(y(tick) - y(ticks[i] as number)).toBeGreaterThanOrEqual(17)
        expect(tick).toBeLessThanOrEqual(high)
      })
    },
  )

  test.prop([fc.array(fc.integer({ min: 0, max: 100 })).map((all) => all.sort((a, b) => a - b))])(
    'labels keep their order and their distance',
    (at) => {
      const placed = apart(at, 13)
      placed.forEach((y, i) => {
        expect(y).toBeGreaterThanOrEqual(at[i] as number)
        if (i > 0) expect(y - (placed[i - 1] as number)).toBeGreaterThanOrEqual(13)
      })
    },
  )

  it.each([
    [20, '20'],
    [999, '999'],
    [2000, '2 s'],
    [1500, '1.5 s'],
    [0.5, '0.5'],
  ])('%d ms is %s', (ms, said) => {
    expect(shortMs(ms)).toBe(said)
  })
})

describe('bars', () => {
  test.prop([
    fc.dictionary(fc.constantFrom('error', 'warn', 'Info', 'debug', 'other'), fc.nat(50)),
    fc.nat(20),
    fc.integer({ min: 1, max: slotMs }),
  ])('their levels come to all of their hits', (levels, unnamed, passed) => {
    const named = Object.values(levels).reduce((sum, n) => sum + n, 0)
    const slot = { ...newSlot(0), count: named + unnamed, levels: new Map(Object.entries(levels)) }
    const [bar] = barsOf([slot], passed)
    const sum = Object.values(bar?.rates ?? {}).reduce((all, rate) => all + rate, 0)
    expect(sum).toBeCloseTo(bar?.total ?? -1, 6)
    expect(bar?.to).toBe(Math.min(passed, slotMs))
  })
})
