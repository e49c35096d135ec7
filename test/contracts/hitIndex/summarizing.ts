import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf } from '../../../src/domain/document/identity.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { conditions, hostileSchema } from '../../domain/query/arbitraries.js'
import { hit } from '../../support/hits.js'
import { hits, summaryRequest } from './generated.js'
import { summarizeNaively } from './naive.js'
import { create, everything, type IndexPromises, type Open, put, using, where } from './underTest.js'

/** Laws of summarize. */
export function summarizingLaws(open: Open, promises: IndexPromises): void {
  const { runs } = promises
  const from = '2026-11-24T09:00:30.000Z'

  test('buckets start at multiples of the interval, the first is whole, empty ones are left out', () =>
    using(open, defaultSchema, async ({ index, clock }) => {
      const at = ['09:00:00.000', '08:59:59.999', '09:02:59.999', '09:02:00.000', '09:31:00.000']
      await create(
        index,
        at.map((time, i) => hit({ eventId: `e${i}`, '@timestamp': `2026-11-24T${time}Z`, ingestedAt: from })),
      )
      expect(await index.summarize(everything, { from, intervalMs: 60_000, facets: [] })).toEqual({
        asOf: new Date(clock.now()).toISOString(),
        total: 4,
        buckets: [
          { t: '2026-11-24T09:00:00.000Z', count: 1 },
          { t: '2026-11-24T09:02:00.000Z', count: 2 },
          { t: '2026-11-24T09:31:00.000Z', count: 1 },
        ],
      })
    }))

  test('the ten most frequent values are named, ties by UTF-8, all others are other', () =>
    using(open, defaultSchema, async ({ index }) => {
      const services = Array.from({ length: 12 }, (_, i) => `s${String.fromCharCode(97 + i)}`)
      const given = [...services, 'sl', 'sl', 'other', 'other', 'other']
      const written = given.map((service, i) => hit({ eventId: `e${i}`, service, ingestedAt: from }))
      await create(index, [...written, hit({ eventId: 'none', ingestedAt: from })])
      const summary = await index.summarize(everything, { from, intervalMs: 1000, by: 'service', facets: ['service'] })
      const named = [['sl', 3], ...services.slice(0, 9).map((service) => [service, 1])]
      expect(summary.facets).toEqual({ service: [...named, ['other', 5]] })
      expect(summary.buckets).toHaveLength(1)
      expect(summary.buckets[0]?.by).toEqual({ ...Object.fromEntries(named), other: 5 })
    }))

  test('documents ingested after asOf are not counted', () =>
    using(open, defaultSchema, async ({ index, clock }) => {
      const now = new Date(clock.now()).toISOString()
      const later = new Date(clock.now() + 1).toISOString()
      await create(index, [hit({ eventId: 'a', ingestedAt: now }), hit({ eventId: 'b', ingestedAt: later })])
      const summary = await index.summarize(everything, { from, intervalMs: 1000, facets: [] })
      expect(summary).toMatchObject({ asOf: now, total: 1 })
    }))

  test('an array counts once a distinct value, in bins once a bin', () =>
    using(open, defaultSchema, async ({ index }) => {
      await create(index, [hit({ service: ['a', 'b', 'a'], latencyMs: [100, 101, 5000, -1, 0], ingestedAt: from })])
      const request = { from, intervalMs: 1000, by: 'service', distribution: 'latencyMs', facets: ['service'] }
      const summary = await index.summarize(everything, request)
      expect(summary.buckets[0]).toMatchObject({ count: 1, by: { a: 1, b: 1 } })
      expect(summary.buckets[0]?.bins).toEqual([
        [null, 1],
        [40, 1],
        [73, 1],
      ])
    }))

  test('summarize agrees with a naive summary, after any writes and updates', () =>
    fc.assert(
      fc.asyncProperty(
        hits,
        fc.array(fc.tuple(conditions(), summaryRequest), { minLength: 1, maxLength: 8 }),
        (written, questions) =>
          using(open, hostileSchema, async ({ index, clock }) => {
            await put(index, written)
            const given = new Map(written.map((one) => [keyOf(one), one]))
            const asOf = new Date(clock.now()).toISOString()
            for (const [json, request] of questions) {
              const summary = await index.summarize(where(json, hostileSchema), request)
              expect(summary).toEqual(summarizeNaively(given.values(), json, request, hostileSchema, asOf))
            }
          }),
      ),
      { numRuns: runs },
    ))
}
