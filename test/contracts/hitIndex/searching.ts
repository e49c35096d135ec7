import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hit, Position } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { positionOf } from '../../../src/domain/document/order.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { conditions, hostileSchema } from '../../domain/query/arbitraries.js'
import { hit } from '../../support/hits.js'
import { hits, searchRequest } from './generated.js'
import { searchNaively } from './naive.js'
import { asTold, create, everything, type IndexPromises, ids, keys, type Open, put, using, where } from './underTest.js'

/** Laws of search. */
export function searchingLaws(open: Open, promises: IndexPromises): void {
  const { runs } = promises

  test('an empty index answers nothing', () =>
    using(open, defaultSchema, async ({ index }) => {
      expect(await index.search(everything, { limit: 9 })).toMatchObject({ hits: [], total: 0, missed: 0 })
    }))

  test('newest first; of one time by the UTF-8 bytes of the id', () =>
    using(open, defaultSchema, async ({ index }) => {
      const tied = ['b', '\u{10000}', '\u{fffd}', 'a', 'ab', '\u{ff}'].map((eventId) => hit({ eventId }))
      const newer = hit({ eventId: 'z', '@timestamp': '2026-11-24T09:30:00.001Z' })
      const older = hit({ eventId: 'A', '@timestamp': '2026-11-23T23:59:59.999Z' })
      await create(index, [older, ...tied, newer])
      const { hits } = await index.search(everything, { limit: 9 })
      expect(ids(hits)).toEqual(['z', 'a', 'ab', 'b', '\u{ff}', '\u{fffd}', '\u{10000}', 'A'])
    }))

  test('an id of two days is two documents', () =>
    using(open, defaultSchema, async ({ index }) => {
      await create(index, [hit(), hit({ '@timestamp': '2026-11-23T09:30:00.000Z' })])
      expect((await index.search(everything, { limit: 9 })).total).toBe(2)
    }))

  test('limit cuts the hits, never the total', () =>
    using(open, defaultSchema, async ({ index }) => {
      await create(index, manyHits(25))
      for (const limit of [0, 1, 10, 25, 1000]) {
        const answer = await index.search(everything, { limit })
        expect(answer.hits).toHaveLength(Math.min(limit, 25))
        expect(answer.total).toBe(25)
      }
    }))

  test('missed counts what was written after since and lies beyond limit', () =>
    using(open, defaultSchema, async ({ index }) => {
      // Written in the order of their times: the newest two are shown.
      await create(index, manyHits(10))
      const since = '2026-11-24T09:00:05.000Z'
      expect((await index.search(everything, { limit: 2, since })).missed).toBe(2)
      expect((await index.search(everything, { limit: 0, since })).missed).toBe(4)
      expect((await index.search(everything, { limit: 10, since })).missed).toBe(0)
      expect((await index.search(where({ status: { lt: 8 } }, defaultSchema), { limit: 1, since })).missed).toBe(1)
      expect((await index.search(everything, { limit: 2 })).missed).toBe(0)
    }))

  test('a prefix of thousands of letters, in a script of three bytes a letter too', () =>
    using(open, defaultSchema, async ({ index }) => {
      for (const letter of ['x', '日']) {
        const long = letter.repeat(8000)
        const services = [`${long}a`, `${long}b`, long.slice(1), `${letter}${'y'.repeat(8000)}`]
        await create(
          index,
          services.map((service, i) => hit({ eventId: `${letter}${i}`, service })),
        )
        const found = async (prefix: string) => {
          const { hits } = await index.search(where({ service: { prefix } }, defaultSchema), { limit: 9 })
          return [...ids(hits)].sort()
        }
        expect(await found(`${long}b`)).toEqual([`${letter}1`])
        expect(await found(long)).toEqual([`${letter}0`, `${letter}1`])
        expect(await found(letter)).toEqual([0, 1, 2, 3].map((i) => `${letter}${i}`))
      }
    }))

  test('pages by before cover everything once', () =>
    fc.assert(
      fc.asyncProperty(hits, fc.integer({ min: 1, max: 7 }), (written, limit) =>
        using(open, hostileSchema, async ({ index }) => {
          await put(index, written)
          const pages: Hit[] = []
          let before: Position | undefined
          for (;;) {
            const page = await index.search(everything, before === undefined ? { limit } : { limit, before })
            expect(page.total).toBe(new Set(keys(written)).size)
            pages.push(...page.hits)
            const last = page.hits.at(-1)
            if (last === undefined) break
            before = positionOf(last)
          }
          const all = await index.search(everything, { limit: 1000 })
          expect(keys(pages)).toEqual(keys(all.hits))
        }),
      ),
      { numRuns: Math.ceil(runs / 4) },
    ))

  test('search agrees with a naive filter and sort, after any writes and updates', () =>
    fc.assert(
      fc.asyncProperty(
        hits,
        fc.array(fc.tuple(conditions(), searchRequest), { minLength: 1, maxLength: 12 }),
        (written, questions) =>
          using(open, hostileSchema, async ({ index }) => {
            await put(index, written)
            const given = new Map(written.map((one) => [keyOf(one), one]))
            for (const [json, request] of questions) {
              const answer = await index.search(where(json, hostileSchema), request)
              const expected = searchNaively(given.values(), json, request, hostileSchema)
              expect(answer).toMatchObject({ total: expected.total, missed: expected.missed })
              expect(keys(answer.hits)).toEqual(keys(expected.hits))
              expect(asTold(answer.hits)).toEqual(asTold(keys(expected.hits).map((key) => given.get(key))))
            }
          }),
      ),
      { numRuns: runs },
    ))

  for (const [name, question, expected] of operators) {
    test(`operator: ${name}`, () =>
      using(open, defaultSchema, async ({ index }) => {
        await create(index, samples)
        const { hits } = await index.search(where(question, defaultSchema), { limit: 9 })
        expect([...ids(hits)].sort()).toEqual(expected)
      }))
  }
}

/** A hit a second, each ingested at its own time. */
function manyHits(count: number): Hit[] {
  return Array.from({ length: count }, (_, i) => {
    const at = `2026-11-24T09:00:${String(i).padStart(2, '0')}.000Z`
    return hit({ eventId: `e${i}`, '@timestamp': at, ingestedAt: at, status: i })
  })
}

const samples: readonly Hit[] = [
  hit({ eventId: 'a', service: 'checkout', status: 500, latencyMs: 12, message: 'Timeout, upstream gone' }),
  hit({ eventId: 'b', service: ['checkout', 'cart'], status: [200, 503], message: ['one timeout', 'two'] }),
  hit({ eventId: 'c', service: 'cart', location: 'eu-west', latencyMs: 900, '@timestamp': '2026-11-24T08:00:00.000Z' }),
  hit({ eventId: 'd', location: ['us-east', 'eu-1'], status: [], service: null, message: '' }),
]

const operators: readonly (readonly [string, Parameters<typeof where>[0], readonly string[]])[] = [
  ['everything', {}, ['a', 'b', 'c', 'd']],
  ['nothing', { or: [] }, []],
  ['equality, arrays by each value', { service: 'checkout' }, ['a', 'b']],
  ['equality of a number', { status: 503 }, ['b']],
  ['in', { status: { in: [200, 500] } }, ['a', 'b']],
  ['in, a value twice in one document', { service: { in: ['cart', 'checkout'] } }, ['a', 'b', 'c']],
  ['range, exclusive', { latencyMs: { gt: 12, lt: 900 } }, []],
  ['range, inclusive', { latencyMs: { gte: 12, lte: 900 } }, ['a', 'c']],
  ['range, met by one value, not by two', { status: { gt: 200, lt: 503 } }, ['a']],
  ['range of times', { '@timestamp': { lt: '2026-11-24T09:30:00.000Z' } }, ['c']],
  ['prefix', { location: { prefix: 'eu-' } }, ['c', 'd']],
  ['prefix, empty', { location: { prefix: '' } }, ['c', 'd']],
  ['exists', { status: { exists: true } }, ['a', 'b']],
  ['exists of an empty text', { message: { exists: true } }, ['a', 'b', 'd']],
  ['exists, not', { service: { exists: false } }, ['d']],
  ['match, every term in any order and case', { message: { match: 'UPSTREAM timeout' } }, ['a']],
  ['match, terms in several values', { message: { match: 'two one' } }, ['b']],
  ['match of no term', { message: { match: '--' } }, []],
  ['equality of a text: the whole of it', { message: 'one timeout' }, ['b']],
  ['equality of a text: not its words', { message: 'timeout' }, []],
  ['and', { service: 'cart', latencyMs: { gt: 0 } }, ['c']],
  ['or', { or: [{ status: 500 }, { location: 'us-east' }] }, ['a', 'd']],
  ['not, missing fields match', { not: { service: 'checkout' } }, ['c', 'd']],
  [
    'deep',
    { and: [{ not: { and: [{ service: 'checkout' }, { status: 500 }] } }, { message: { match: 'timeout' } }] },
    ['b'],
  ],
]
