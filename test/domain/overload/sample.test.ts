import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { fullAllowance, spend } from '../../../src/domain/overload/allowance.js'
import { latest, sample } from '../../../src/domain/overload/sample.js'
import { hostileString } from '../../support/hostile.js'

const hits = fc.array(hostileString.map((eventId) => ({ eventId })))
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('sample', () => {
  test.prop([hits, share])('counts exactly what it leaves out, and keeps the order', (given, part) => {
    const { kept, dropped } = sample(given, part)
    expect(kept.length + dropped).toBe(given.length)
    expect(given.filter((hit) => kept.includes(hit))).toEqual(kept)
  })

  test.prop([hits, hits, share])('decides by the id alone, whatever else is in the batch', (a, b, part) => {
    const together = sample([...a, ...b], part).kept
    expect(together).toEqual([...sample(a, part).kept, ...sample(b, part).kept])
  })

  test.prop([hits, share, share])('of a smaller share is a part of a larger one', (given, a, b) => {
    const small = sample(given, Math.min(a, b)).kept
    const large = sample(given, Math.max(a, b)).kept
    expect(large).toEqual(expect.arrayContaining([...small]))
  })

  it('keeps about its share of ids that differ in their last digits', () => {
    const given = Array.from({ length: 10_000 }, (_, i) => ({ eventId: `order-${i}` }))
    for (const part of [0.1, 0.5, 0.9]) {
      const { kept } = sample(given, part)
      expect(kept.length / given.length).toBeGreaterThan(part - 0.03)
      expect(kept.length / given.length).toBeLessThan(part + 0.03)
    }
  })
})

describe('latest', () => {
  test.prop([fc.array(fc.record({ by: fc.constantFrom('a', 'b', undefined), n: fc.nat() }))])(
    'keeps the newest of each value, in order, and counts the rest',
    (given) => {
      const { kept, dropped } = latest(given, (hit) => hit.by)
      expect(kept.length + dropped).toBe(given.length)
      const values = new Set(given.map((hit) => hit.by))
      expect(kept.length).toBe(values.size)
      for (const value of values) expect(kept).toContain(given.filter((hit) => hit.by === value).at(-1))
    },
  )
})

describe('allowance', () => {
  test.prop([fc.array(fc.record({ wanted: fc.nat(5000), pause: fc.nat(3000) })), fc.integer({ min: 1, max: 1000 })])(
    'lets through at most a second of rate, and the rate after that',
    (steps, perSecond) => {
      let now = 1_000_000
      let allowance = fullAllowance(perSecond, now)
      let sent = 0
      for (const { wanted, pause } of steps) {
        now += pause
        const { share, after } = spend(allowance, wanted, now)
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
        allowance = after
        sent += wanted * share
      }
      const seconds = (now - 1_000_000) / 1000
      expect(sent).toBeLessThanOrEqual(perSecond * (1 + seconds) * 1.0001 + 1e-6)
    },
  )

  it('sends all while there is room', () => {
    expect(spend(fullAllowance(100, 0), 100, 0).share).toBe(1)
  })
})
