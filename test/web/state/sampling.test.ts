import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { PaintDelay } from '../../../web/src/state/paintDelay.js'
import { dropped, isSampling, notSampling, unsentLately } from '../../../web/src/state/sampling.js'

describe('sampling', () => {
  test.prop([fc.array(fc.tuple(fc.nat(5000), fc.nat(50)), { maxLength: 60 })])(
    'counts exactly what was dropped in the last ten seconds',
    (drops) => {
      let now = 0
      let sampling = notSampling
      const all: [number, number][] = []
      for (const [passed, count] of drops) {
        now += passed
        sampling = dropped(sampling, count, now)
        all.push([now, count])
      }
      const expected = all.filter(([at]) => at > now - 10_000).reduce((sum, [, count]) => sum + count, 0)
      expect(unsentLately(sampling, now)).toBe(expected)
    },
  )

  it('has begun with the first drop of its stretch, and is over ten seconds after the last', () => {
    let sampling = dropped(notSampling, 5, 1000)
    sampling = dropped(sampling, 5, 9000)
    expect(sampling.since).toBe(1000)
    expect(isSampling(sampling, 18_999)).toBe(true)
    expect(isSampling(sampling, 19_000)).toBe(false)
    expect(dropped(sampling, 1, 60_000).since).toBe(60_000)
  })
})

describe('indexed to painted', () => {
  it('is the median of the latest 200', () => {
    const delay = new PaintDelay()
    expect(delay.median()).toBeUndefined()
    for (let i = 0; i < 500; i++) delay.add(i < 300 ? 9000 : 40)
    expect(delay.median()).toBe(40)
  })

  it('takes no measure of clocks that disagree', () => {
    const delay = new PaintDelay()
    delay.add(-300)
    delay.add(Number.NaN)
    expect(delay.median()).toBeUndefined()
    delay.add(-3)
    expect(delay.median()).toBe(0)
  })
})
