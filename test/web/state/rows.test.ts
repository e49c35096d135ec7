import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Hit } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { markMs, olderLimit, Rows } from '../../../web/src/state/rows.js'
import { hit } from '../../support/hits.js'
import { iso, now } from './arbitraries.js'

/** Newest first, one a second. */
const view = (count: number, from = 0): Hit[] =>
  Array.from({ length: count }, (_, i) => hit({ eventId: `e${from + i}`, '@timestamp': iso(now - (from + i) * 1000) }))

const shown = (rows: Rows) =>
  Array.from({ length: rows.length }, (_, i) => rows.at(i)).map((item) =>
    item?.kind === 'hit' ? item.hit.eventId : `(${item?.line})`,
  )

const rowsOf = (hits: readonly Hit[]): Rows => {
  const rows = new Rows()
  rows.set(hits)
  return rows
}

describe('rows', () => {
  test.prop([fc.nat(6), fc.nat(6), fc.nat(6), fc.boolean()])(
    'every place below their length has something, and each hit is where it is said to be',
    (views, older, past, held) => {
      const rows = rowsOf(view(views))
      if (held) rows.hold(false)
      rows.addOlder(view(older, 100))
      rows.keepPast(view(past, 200))
      for (let i = 0; i < rows.length; i++) {
        const item = rows.at(i)
        expect(item).toBeDefined()
        if (item?.kind === 'hit') expect(rows.indexOf(keyOf(item.hit))).toBe(i)
      }
      expect(rows.at(rows.length)).toBeUndefined()
    },
  )

  it('end with the view, then with what was scrolled back to', () => {
    const rows = rowsOf(view(2))
    expect(shown(rows)).toEqual(['e0', 'e1', '(end)'])
    rows.hold(false)
    rows.addOlder(view(2, 2))
    expect(shown(rows)).toEqual(['e0', 'e1', '(end)', 'e2', 'e3', '(tail)'])
  })

  it('have a gap where what was held before an absence lies beyond the view', () => {
    const rows = rowsOf(view(1))
    rows.keepPast(view(1, 9))
    expect(shown(rows)).toEqual(['e0', '(gap)', 'e9'])
    expect(rows.at(2)).toMatchObject({ part: 'past' })
  })

  it('hold still and count what comes meanwhile', () => {
    const rows = rowsOf(view(2, 5))
    rows.hold(false)
    rows.tellAdded(view(5), now, true)
    rows.set(view(7))
    expect(shown(rows)).toEqual(['e5', 'e6', '(end)'])
    expect(rows.unseen).toBe(5)
    rows.release()
    expect(shown(rows)).toHaveLength(8)
    expect(rows.unseen).toBe(0)
  })

  it('show an update in its place while they are held, and not while the viewer paused', () => {
    const rows = rowsOf(view(2))
    rows.hold(false)
    rows.tellChanged({ ...(view(2)[1] as Hit), version: 2 }, now)
    expect(rows.shown[1]?.version).toBe(2)
    rows.hold(true)
    rows.tellChanged({ ...(view(2)[0] as Hit), version: 2 }, now)
    expect(rows.shown[0]?.version).toBe(1)
  })

  it('keep a removed row struck where it stood, for a moment', () => {
    const [first, second, third] = view(3) as [Hit, Hit, Hit]
    const rows = rowsOf([first, second, third])
    rows.tellRemoved(second, now)
    rows.set([first, third])
    expect(shown(rows)).toEqual(['e0', 'e1', 'e2', '(end)'])
    expect(rows.markOf(keyOf(second))).toBe('gone')
    expect(rows.tick(now)).toBe(now + markMs.gone)
    expect(rows.tick(now + markMs.gone)).toBeUndefined()
    expect(shown(rows)).toEqual(['e0', 'e2', '(end)'])
  })

  it('keep a removed row struck as long as they are held', () => {
    const rows = rowsOf(view(2))
    rows.hold(false)
    rows.tellRemoved(view(1)[0] as Hit, now)
    rows.set(view(1, 1))
    rows.tick(now + 60_000)
    expect(rows.markOf(keyOf(view(1)[0] as Hit))).toBe('gone')
    expect(shown(rows)).toEqual(['e0', 'e1', '(end)'])
  })

  it('do not show a removed row twice when it matches again', () => {
    const rows = rowsOf(view(2))
    rows.tellRemoved(view(1)[0] as Hit, now)
    rows.set(view(2))
    expect(shown(rows)).toEqual(['e0', 'e1', '(end)'])
  })

  it('hold no more than a bound of older ones', () => {
    const rows = rowsOf(view(1))
    rows.hold(false)
    for (let i = 0; i < 40; i++) rows.addOlder(view(200, 1 + i * 200))
    expect(rows.older).toHaveLength(olderLimit)
  })

  it('remember no more marks than a bound, though nobody draws them', () => {
    const rows = rowsOf(view(1))
    for (const one of view(3000)) rows.tellChanged(one, now)
    expect(rows.markOf(keyOf(view(1)[0] as Hit))).toBeUndefined()
    expect(rows.markOf(keyOf(view(1, 2999)[0] as Hit))).toBe('updated')
  })
})
