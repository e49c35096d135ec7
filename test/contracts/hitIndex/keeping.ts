import { expect, test } from 'vitest'
import { keyOf } from '../../../src/domain/document/identity.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { hit } from '../../support/hits.js'
import { create, dayMs, everything, type IndexPromises, ids, type Open, using } from './underTest.js'

/** Laws of what is kept, and for how long. */
export function keepingLaws(open: Open, promises: IndexPromises): void {
  const old = hit({ eventId: 'old', '@timestamp': '2026-11-24T06:00:00.000Z' })
  const young = hit({ eventId: 'young' })

  test('heldSince is a time, and not later than now: nothing was lost since', () =>
    using(open, defaultSchema, async ({ index, clock }) => {
      const opened = new Date(clock.now()).toISOString()
      clock.advance(1000)
      await create(index, [hit({ eventId: 'a' }), hit({ eventId: 'b' })])
      const { heldSince } = await index.search(everything, { limit: 1 })
      expect(new Date(heldSince).toISOString()).toBe(heldSince)
      if (index.capabilities.durable === 'process') expect(heldSince).toBe(opened)
      else expect(heldSince <= opened).toBe(true)
    }))

  test('a probe is written well, and neither a search, a summary nor its key ever finds it', () =>
    using(open, defaultSchema, async ({ index, clock }) => {
      await create(index, [young])
      clock.advance(3_600_000)
      const probe = hit({ eventId: 'p'.repeat(32), _deltaboardProbe: 'p'.repeat(32) })
      const answers = [await index.probe({ hit: probe, earlier: [] }), await index.probe({ hit: probe, earlier: [] })]
      expect(answers).toEqual(['written', 'written'])
      await index.refresh()
      expect(ids((await index.search(everything, { limit: 9 })).hits)).toEqual(['young'])
      expect(await index.get([keyOf(probe)])).toEqual(new Map())
      const from = '2026-11-24T00:00:00.000Z'
      expect((await index.summarize(everything, { from, intervalMs: 3_600_000, facets: [] })).total).toBe(1)
    }))

  if (promises.retention === 'hidden') {
    test('a document past retention is answered no longer, from the millisecond on, and is not held for lost', () =>
      using(
        open,
        defaultSchema,
        async ({ index, clock }) => {
          await create(index, [old, young])
          const { heldSince } = await index.search(everything, { limit: 9 })
          clock.advance(Date.parse(old['@timestamp']) + dayMs - clock.now())
          expect((await index.search(everything, { limit: 9 })).total).toBe(2)
          clock.advance(1)
          const answer = await index.search(everything, { limit: 9 })
          expect({ ...answer, hits: ids(answer.hits) }).toEqual({ hits: ['young'], total: 1, missed: 0, heldSince })
          expect([...(await index.get([keyOf(old), keyOf(young)])).keys()]).toEqual([keyOf(young)])
          const from = '2026-11-24T00:00:00.000Z'
          expect((await index.summarize(everything, { from, intervalMs: 1000, facets: [] })).total).toBe(1)
        },
        dayMs,
      ))
  } else {
    test('a document past retention stays until its day is deleted', () =>
      using(
        open,
        defaultSchema,
        async ({ index, clock }) => {
          await create(index, [old, young])
          clock.advance(dayMs)
          expect((await index.search(everything, { limit: 9 })).total).toBe(2)
        },
        dayMs,
      ))
  }
}
