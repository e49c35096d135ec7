import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClockOffset } from '../../../../src/adapters/aws/dynamodb/clockOffset.js'

/** An answer's `Date`, at a moment of the server's clock: the second that it is in. */
const told = (now: number) => Math.floor(now / 1_000) * 1_000

describe('the offset of a server clock', () => {
  it('is never told greater than it is, nor on the wrong side', () => {
    const request = fc.record({ at: fc.integer({ min: 0, max: 100_000 }), there: fc.nat(80), back: fc.nat(80) })
    fc.assert(
      fc.property(fc.integer({ min: -5_000, max: 5_000 }), fc.array(request, { minLength: 1 }), (offset, requests) => {
        const clock = new ClockOffset()
        for (const { at, there, back } of requests) clock.observe(at, at + there + back, told(at + there + offset))
        const found = clock.at(100_200) as number
        expect(Math.abs(found)).toBeLessThanOrEqual(Math.abs(offset))
        expect(found * offset).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('is told to a few milliseconds once answers came at many moments of a second', () => {
    const clock = new ClockOffset()
    for (let i = 0; i < 100; i++) clock.observe(i * 107, i * 107 + 4, told(i * 107 + 2 + 300))
    expect(clock.at(11_000)).toBeGreaterThan(280)
  })

  it('is that of the latest answers where a clock was set meanwhile, and unknown where none came for long', () => {
    const clock = new ClockOffset()
    clock.observe(0, 4, 90_000)
    clock.observe(1_000, 1_004, 1_000)
    expect(clock.at(1_100)).toBe(0)
    expect(clock.at(200_000)).toBeUndefined()
    clock.observe(200_000, 200_004, Number.NaN)
    expect(clock.at(200_000)).toBeUndefined()
  })
})
