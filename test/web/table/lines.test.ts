import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import { cellsOf, text } from '../../../web/src/table/cells.js'
import { copied, documentLines, printed } from '../../../web/src/table/lines.js'
import { hit, hitArbitrary } from '../../support/hits.js'
import { hostileJson } from '../../support/hostile.js'

describe('an open document', () => {
  test.prop([hitArbitrary()])('shows each of its fields once, whatever its name', (document) => {
    const { searchable, stored } = documentLines(document, defaultSchema)
    const shown = [...searchable, ...stored].map((line) => line.field).sort()
    expect(shown).toEqual(
      Object.keys(document)
        .filter((field) => field !== 'truncated')
        .sort(),
    )
  })

  it('offers to filter by one value of a keyword or number, not by texts, times and what is only stored', () => {
    const document = hit({ service: 'checkout', status: 500, message: 'm', team: ['a', 'b'], order: 7 })
    const { searchable, stored } = documentLines(document, defaultSchema)
    const offered = [...searchable, ...stored].filter((line) => line.filter !== undefined)
    expect(offered.map((line) => [line.field, line.filter])).toEqual([
      ['service', 'checkout'],
      ['status', 500],
    ])
    expect(stored.map((line) => line.field)).toEqual(['order', 'eventId', 'version', 'ingestedAt'])
  })

  it('is copied as it is stored', () => {
    const document = hit({ a: { b: [1] } })
    expect(JSON.parse(copied({ ...document, truncated: ['a'] }))).toEqual(document)
    expect(printed({ b: [1] })).toContain('\n')
  })
})

describe('a row', () => {
  test.prop([hitArbitrary(), hostileJson])('has text for any value', (document, value) => {
    const hostile = { ...document, service: value, status: value, latencyMs: value, message: value, level: value }
    const cells = cellsOf(hostile, '2026-11-24')
    expect(cells.latencyShare).toBeGreaterThanOrEqual(0)
    expect(cells.latencyShare).toBeLessThanOrEqual(100)
    expect(text(value).length).toBeLessThan(12_000)
  })

  it('shows the time of today, and the date of another day', () => {
    expect(cellsOf(hit(), '2026-11-24')).toMatchObject({ time: '09:30:00', fraction: '.000' })
    expect(cellsOf(hit(), '2026-11-25')).toMatchObject({ time: '11-24 09:30:00', fraction: '' })
  })
})
