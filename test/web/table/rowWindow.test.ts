import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import {
  heightOf,
  type RowLayout,
  rowAt,
  rowsInSight,
  scrollInto,
  scrollIntoOpen,
  topOf,
} from '../../../web/src/table/rowWindow.js'

const layouts: fc.Arbitrary<RowLayout> = fc
  .record({
    count: fc.integer({ min: 0, max: 10_000 }),
    rowHeight: fc.constantFrom(28, 56),
    open: fc.integer({ min: -1, max: 9_999 }),
    openHeight: fc.integer({ min: 1, max: 900 }),
  })
  .map((layout) => ({ ...layout, open: layout.open < layout.count ? layout.open : -1 }))

describe('rows in sight', () => {
  test.prop([layouts, fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 0, max: 2000 })])(
    'no row that is in sight is left out, and few others are in',
    (layout, scrollTop, height) => {
      const [from, to] = rowsInSight(layout, scrollTop, height, 6)
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(layout.count)
      // The rows just outside lie outside.
      if (from > 0) expect(topOf(layout, from)).toBeLessThanOrEqual(Math.max(scrollTop, 0))
      if (to < layout.count) expect(topOf(layout, to)).toBeGreaterThanOrEqual(scrollTop + height)
      expect(to - from).toBeLessThanOrEqual(Math.ceil(height / layout.rowHeight) + 14)
    },
  )

  test.prop([layouts, fc.nat()])('each row is found at its top and at its last pixel', (layout, pick) => {
    if (layout.count === 0) return
    const i = pick % layout.count
    const bottom = i + 1 < layout.count ? topOf(layout, i + 1) : heightOf(layout)
    expect(rowAt(layout, topOf(layout, i))).toBe(i)
    expect(rowAt(layout, bottom - 1)).toBe(i)
  })

  test.prop([layouts, fc.nat(), fc.integer({ min: 0, max: 300_000 }), fc.integer({ min: 60, max: 2000 })])(
    'a row that is scrolled to is in sight, and one in sight moves nothing',
    (layout, pick, scrollTop, height) => {
      if (layout.count === 0) return
      const i = pick % layout.count
      const to = scrollInto(layout, i, scrollTop, height)
      expect(topOf(layout, i)).toBeGreaterThanOrEqual(to)
      expect(topOf(layout, i) + layout.rowHeight).toBeLessThanOrEqual(to + height)
      expect(scrollInto(layout, i, to, height)).toBe(to)
    },
  )

  test.prop([layouts, fc.integer({ min: 0, max: 300_000 }), fc.integer({ min: 60, max: 2000 })])(
    'an open row is in sight with as much of its document as fits',
    (layout, scrollTop, height) => {
      if (layout.open < 0) return
      const top = topOf(layout, layout.open)
      const bottom = top + layout.rowHeight + layout.openHeight
      const to = scrollIntoOpen(layout, scrollTop, height)
      expect(top).toBeGreaterThanOrEqual(to)
      expect(bottom <= to + height || to === top).toBe(true)
      expect(scrollIntoOpen(layout, to, height)).toBe(to)
    },
  )
})
