import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Compaction } from '../../../../src/adapters/memory/index/compaction.js'
import { Documents } from '../../../../src/adapters/memory/index/documents.js'
import { instantOf } from '../../../../src/adapters/memory/index/instant.js'
import { greaterThan, lessThan } from '../../../../src/adapters/memory/index/neighbours.js'
import { GrowingTerms, PackedTerms } from '../../../../src/adapters/memory/index/terms.js'
import { keyOf } from '../../../../src/domain/document/identity.js'
import { defaultSchema } from '../../../../src/domain/fields.js'
import { stored } from '../../../contracts/hitIndex/underTest.js'
import { hit } from '../../../support/hits.js'
import { hostileString } from '../../../support/hostile.js'

test('instantOf reads what toISOString writes, as Date.parse does', () =>
  fc.assert(
    fc.property(fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      expect(instantOf(date.toISOString())).toBe(date.getTime())
    }),
    { numRuns: 2000 },
  ))

test('instantOf takes nothing else for a time', () => {
  for (const text of [
    '',
    '2026-11-24',
    '2026-11-24T09:30:00Z',
    '2026-02-30T09:30:00.000Z',
    '2026-13-01T09:30:00.000Z',
    '2026-00-01T09:30:00.000Z',
    '2026-11-24T24:00:00.000Z',
    '2026-11-24T09:60:00.000Z',
    '2026-11-24T09:30:60.000Z',
    '2026-11-24T09:30:00.0x0Z',
    '202x-11-24T09:30:00.000Z',
    '2026-11-24 09:30:00.000Z',
    '2026-11-24T09:30:00.000z',
  ]) {
    expect(instantOf(text), text).toBeNaN()
  }
})

test('packed terms answer as growing ones do, whatever the strings', () =>
  fc.assert(
    fc.property(fc.array(hostileString, { maxLength: 60 }), fc.array(hostileString), (strings, others) => {
      const growing = new GrowingTerms()
      for (const text of strings) growing.add(text)
      const packed = new PackedTerms(growing.list)
      expect(packed.size).toBe(new Set(strings).size)
      for (const text of [...strings, ...others]) {
        expect(packed.find(text)).toBe(growing.find(text))
        expect(packed.startingWith(text)).toEqual(growing.startingWith(text))
      }
      for (let i = 0; i < packed.size; i++) expect(packed.at(i)).toBe(growing.at(i))
    }),
  ))

test('greaterThan and lessThan leave no double between', () =>
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      const [more, less] = [greaterThan(value), lessThan(value)]
      expect(more > value || value === Infinity).toBe(true)
      expect(less < value || value === -Infinity).toBe(true)
      // A middle would be rounded to one of its ends.
      if (!Number.isFinite(value)) return
      if (Number.isFinite(more)) expect([value, more]).toContain(value + (more - value) / 2)
      if (Number.isFinite(less)) expect([value, less]).toContain(value + (less - value) / 2)
    }),
    { numRuns: 1000 },
  ))

test('however often documents are replaced, cells of dead ones are at most half as many as the living, and some', () => {
  const documents = new Documents(defaultSchema.fields, { smallest: 4, largest: 16 })
  const compaction = new Compaction(documents, 16)
  for (let i = 0; i < 20_000; i++) {
    // One in a hundred is never replaced: such documents would keep whole segments.
    const one = hit({ eventId: i % 100 === 0 ? `rare${i}` : `e${(i * 7919) % 300}`, version: i + 1 })
    const entry = { key: keyOf(one), stored: stored(one), sequence: i, bytes: 1 }
    expect(documents.put(entry, documents.find(entry.key))).toEqual(expect.any(Number))
    compaction.step()
    expect(documents.cells).toBeLessThanOrEqual(documents.count + Math.max(documents.count / 2, 16) + 32)
  }
  expect(documents.count).toBe(documents.bytes)
  const alive = documents.segments().reduce((sum, segment) => sum + segment.alive, 0)
  expect(alive).toBe(documents.count)
  for (let i = 0; i < 20_000; i += 100) expect(documents.find(`2026-11-24/rare${i}`)).toEqual(expect.any(Number))
})
