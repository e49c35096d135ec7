import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { figuresOf, rateOf } from '../../../web/src/state/figures.js'
import { Pace } from '../../../web/src/state/pace.js'
import { enough, percentileLine } from '../../../web/src/state/percentiles.js'
import { slotMs } from '../../../web/src/state/slots.js'
import { Tally } from '../../../web/src/state/tally.js'
import { hit } from '../../support/hits.js'
import { fields, hits, iso, now } from './arbitraries.js'

function tallyOf(all: readonly { ago: number; latencyMs?: number; level?: string }[]): Tally {
  const tally = new Tally(fields)
  all.forEach(({ ago, ...rest }, i) => {
    tally.add(hit({ eventId: `e${i}`, '@timestamp': iso(now - ago), ...rest }))
  })
  return tally
}

const many = (count: number, ago: number, latencyMs: number, level = 'info') =>
  Array.from({ length: count }, () => ({ ago, latencyMs, level }))

describe('figures of a minute', () => {
  it('are the share of errors and percentiles of the last sixty seconds, beside those of the minute before', () => {
    const slots = tallyOf([
      ...many(90, 1000, 100),
      ...many(10, 30_000, 900, 'ERROR'),
      ...many(30, 90_000, 50),
      ...many(10, 200_000, 5000, 'error'),
    ]).slots(now)
    const { last, was } = figuresOf(slots, [])
    expect(last.errors).toBe(10)
    expect(last.p50).toBeGreaterThan(94)
    expect(last.p50).toBeLessThan(106)
    expect(last.p99).toBeGreaterThan(846)
    expect(was?.errors).toBe(0)
    expect(was?.perSecond).toBe(0.5)
  })

  it('say nothing of what is not there', () => {
    expect(figuresOf(new Tally(fields).slots(now), [])).toEqual({ last: { count: 0, perSecond: 0 } })
  })

  it('compare with no minute that is not held, or has too few hits', () => {
    const slots = tallyOf([...many(30, 1000, 100), ...many(30, 90_000, 50)]).slots(now)
    const unknown = [{ from: now - 100_000, to: now - 80_000, label: 'not held' }]
    expect(figuresOf(slots, []).was).toBeDefined()
    expect(figuresOf(slots, unknown).was).toBeUndefined()
    expect(figuresOf(tallyOf(many(19, 90_000, 50)).slots(now), []).was).toBeUndefined()
  })

  test.prop([hits])('no hit older than sixty seconds is in the last minute', (all) => {
    const tally = new Tally(fields)
    for (const one of all) tally.add(one)
    const within = all.filter((one) => Date.parse(one['@timestamp']) > now - 60_000)
    expect(figuresOf(tally.slots(now), []).last.count).toBeLessThanOrEqual(within.length)
  })
})

describe('the rate', () => {
  it('is that of ten seconds', () => {
    const pace = new Pace()
    for (let ms = 0; ms < 60_000; ms += 20) pace.add(now - ms, 1)
    expect(pace.perSecond(now)).toBeCloseTo(50, 0)
  })

  it('counts what was not sent, and takes back what was taken back', () => {
    const pace = new Pace()
    pace.add(now, 100)
    pace.add(now, -50)
    pace.add(now - 70_000, 1000)
    expect(pace.perSecond(now)).toBeCloseTo(4.9, 0)
  })

  it('is that of the slots where the page opened on more than it could hold', () => {
    const pace = new Pace()
    pace.since = now - 3000
    const slots = tallyOf(many(1000, 3000, 10)).slots(now)
    expect(rateOf(pace, slots, now)).toBeCloseTo(1000 / 12.64, 1)
  })
})

describe('percentiles over fifteen seconds', () => {
  test.prop([fc.integer({ min: 0, max: 60 })])('are told of enough hits only', (count) => {
    const line = percentileLine(tallyOf(many(count, 0, 100)).slots(now), [])
    expect(line.at(-1) !== null).toBe(count >= enough)
  })

  it('slide, and break where not all is held', () => {
    const slots = tallyOf(many(20, 20_000, 100)).slots(now)
    const told = percentileLine(slots, []).map((point) => point !== null)
    expect(told.filter(Boolean)).toHaveLength(3)
    const unknown = [{ from: now - 20_000 - slotMs, to: now - 20_000, label: 'not held' }]
    expect(percentileLine(slots, unknown).every((point) => point === null)).toBe(true)
  })
})
