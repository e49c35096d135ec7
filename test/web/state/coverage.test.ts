import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  type Coverage,
  disconnected,
  mended,
  opened,
  returned,
  stretches,
  touches,
} from '../../../web/src/state/coverage.js'

const minute = 60_000
const now = 100 * minute
const from = now - 10 * minute
const labels = (coverage: Coverage, at = now) => stretches(coverage, from, at).map((stretch) => stretch.label)

describe('what is not held', () => {
  it('is what lies left of the hits held, until the past is told', () => {
    const fresh = opened(now - minute)
    expect(stretches(fresh, from, now)).toEqual([
      { from, to: now - minute, label: 'not held: before this page opened' },
    ])
    expect(stretches(mended(fresh), from, now)).toEqual([])
  })

  it('is nothing where the view holds all that match', () => {
    expect(labels(opened(Number.NEGATIVE_INFINITY))).toEqual([])
  })

  it('is the time without a connection, while it lasts', () => {
    const down = disconnected(opened(Number.NEGATIVE_INFINITY), now - minute)
    expect(stretches(down, from, now)).toEqual([{ from: now - minute, to: now, label: 'no connection' }])
    expect(disconnected(down, now).downSince).toBe(now - minute)
  })

  it('is nothing after a return that missed nothing', () => {
    const down = disconnected(opened(Number.NEGATIVE_INFINITY), now - minute)
    expect(labels(returned(down, now, { missed: 0, lost: false, heldFrom: from }))).toEqual([])
  })

  it('is what lies beyond the view after a return, until the past is told again', () => {
    const down = disconnected(opened(Number.NEGATIVE_INFINITY), now - minute)
    const back = returned(down, now, { missed: 1204, lost: false, heldFrom: now - 20_000 })
    expect(stretches(back, from, now)).toEqual([{ from: now - minute, to: now - 20_000, label: '1,204 not held' }])
    expect(labels(mended(back))).toEqual([])
  })

  it('stays unknown where the index lost what it held', () => {
    const down = disconnected(opened(Number.NEGATIVE_INFINITY), now - minute)
    const back = mended(returned(down, now, { missed: 0, lost: true, heldFrom: now }))
    expect(stretches(back, from, now)).toEqual([{ from: now - minute, to: now, label: 'not held' }])
  })

  const step = fc.oneof(
    fc.constant('down' as const),
    fc.record({ missed: fc.nat(3), lost: fc.boolean(), back: fc.integer({ min: 0, max: 60 }) }),
    fc.constant('mended' as const),
  )
  test.prop([fc.array(fc.tuple(step, fc.integer({ min: 0, max: 90_000 }))), fc.integer({ min: 0, max: 20 })])(
    'lies within the time that is drawn, whatever happened',
    (steps, held) => {
      let at = from
      let coverage = opened(at - held * 1000)
      for (const [what, passed] of steps) {
        at += passed
        if (what === 'down') coverage = disconnected(coverage, at)
        else if (what === 'mended') coverage = mended(coverage)
        else coverage = returned(coverage, at, { ...what, heldFrom: at - what.back * 1000 })
      }
      for (const stretch of stretches(coverage, at - 10 * minute, at)) {
        expect(stretch.from).toBeGreaterThanOrEqual(at - 10 * minute)
        expect(stretch.to).toBeLessThanOrEqual(at)
        expect(stretch.to).toBeGreaterThan(stretch.from)
        expect(touches([stretch], stretch.from, stretch.to)).toBe(true)
      }
    },
  )
})
