import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Hit } from '../../../src/domain/document/hit.js'
import { type Slot, slotMs, spanMs } from '../../../web/src/state/slots.js'
import { Tally } from '../../../web/src/state/tally.js'
import { hit } from '../../support/hits.js'
import { fields, hits, iso, now, summaryOf } from './arbitraries.js'

/** A tally that was told every hit one by one, and of no past. */
function counted(all: readonly Hit[]): Tally {
  const tally = new Tally(fields)
  for (const one of all) tally.add(one)
  return tally
}

const charted = (slots: readonly Slot[]) =>
  slots.map(({ t, count, levels, bins }) => ({ t, count, levels: [...levels].sort(), bins: [...bins].sort() }))

describe('the past and what is told since', () => {
  test.prop([hits, fc.integer({ min: 0, max: spanMs }), fc.array(fc.boolean(), { maxLength: 40 })])(
    'come to the same as counting every hit once, whichever is told before the answer',
    (all, ago, before) => {
      const asOf = iso(now - ago)
      const tally = new Tally(fields)
      tally.expect()
      // Some of what the answer holds is told beforehand, some after, and all that is newer than it at some time.
      for (const one of all.filter((_, i) => before[i])) tally.add(one)
      tally.fill(summaryOf(all, asOf))
      for (const one of all.filter((_, i) => !before[i])) tally.add(one)
      const slots = tally.slots(now)
      const expected = counted(all)
      expect(charted(slots)).toEqual(charted(expected.slots(now)))
      expect(tally.facet('service', slots)).toEqual(expected.facet('service', expected.slots(now)))
      expect(tally.facet('level', slots)).toEqual(expected.facet('level', expected.slots(now)))
    },
  )

  test.prop([hits])('an update is no arrival: the sum stays', (all) => {
    const tally = counted(all)
    for (const one of all) tally.change(one, { ...one, version: 2, level: 'error', ingestedAt: iso(now) })
    const slots = tally.slots(now)
    expect(slots.reduce((sum, slot) => sum + slot.count, 0)).toBe(all.length)
    expect(tally.facet('level', slots)).toEqual(all.length === 0 ? [] : [['error', all.length]])
  })

  test.prop([hits])('what is told and taken back leaves nothing', (all) => {
    const tally = counted(all)
    for (const one of all) tally.remove(one, iso(now))
    expect(charted(tally.slots(now))).toEqual(charted(new Tally(fields).slots(now)))
    expect(tally.facet('service', tally.slots(now))).toEqual([])
  })

  test.prop([hits])('after ten minutes nothing of it counts', (all) => {
    const tally = new Tally(fields)
    tally.fill(summaryOf(all, iso(now)))
    const later = tally.slots(now + spanMs + slotMs)
    expect(later.every((slot) => slot.count === 0)).toBe(true)
    expect(tally.facet('service', later)).toEqual([])
  })
})

describe('a tally', () => {
  it('shrinks the values of the past in proportion as its slots leave the ten minutes', () => {
    const old = Array.from({ length: 10 }, (_, i) => hit({ eventId: `o${i}`, '@timestamp': iso(now - spanMs + 6000) }))
    const young = Array.from({ length: 10 }, (_, i) => hit({ eventId: `y${i}`, '@timestamp': iso(now) }))
    const all = [...old, ...young].map((one) => ({ ...one, service: 'cart', ingestedAt: one['@timestamp'] }))
    const tally = new Tally(fields)
    tally.fill(summaryOf(all, iso(now)))
    expect(tally.facet('service', tally.slots(now))).toEqual([['cart', 20]])
    expect(tally.facet('service', tally.slots(now + 60_000))).toEqual([['cart', 10]])
  })

  it('keeps what it knows of the time before the index lost what it held', () => {
    const tally = counted([hit({ '@timestamp': iso(now - 60_000) })])
    tally.expect()
    tally.fill({ asOf: iso(now), total: 0, buckets: [] }, now - 30_000)
    expect(tally.slots(now).reduce((sum, slot) => sum + slot.count, 0)).toBe(1)
  })

  it('no longer draws as not sent what a later summary counts', () => {
    const tally = new Tally(fields)
    tally.fill(summaryOf([], iso(now - 60_000)))
    tally.unsent(40, now - 20_000)
    tally.unsent(2, now)
    tally.expect()
    tally.fill(summaryOf([], iso(now)))
    expect(tally.slots(now).reduce((sum, slot) => sum + slot.unsent, 0)).toBe(2)
  })

  it('counts each value of a list once, and names at most 200 values of a slot', () => {
    const tally = counted([hit({ '@timestamp': iso(now), service: ['a', 'b', 'a'] })])
    expect(tally.facet('service', tally.slots(now))).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    for (let i = 0; i < 500; i++) tally.add(hit({ eventId: `e${i}`, '@timestamp': iso(now), team: `t${i}` }))
    const teams = tally.facet('team', tally.slots(now))
    expect(teams.at(-1)).toEqual(['other', 300])
    expect(teams).toHaveLength(201)
  })
})
