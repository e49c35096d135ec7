import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MemoryHitIndex, type MemoryHitIndexOptions } from '../../../../src/adapters/memory/index/memoryHitIndex.js'
import type { Hit } from '../../../../src/domain/document/hit.js'
import { keyOf } from '../../../../src/domain/document/identity.js'
import { comparePositions, positionOf } from '../../../../src/domain/document/order.js'
import { defaultSchema } from '../../../../src/domain/fields.js'
import { anyHit } from '../../../contracts/hitIndex/generated.js'
import { create, everything, ids, keys, put, stored, where } from '../../../contracts/hitIndex/underTest.js'
import { hostileSchema } from '../../../domain/query/arbitraries.js'
import { hit } from '../../../support/hits.js'
import { ManualClock } from '../../../support/manualClock.js'

function opened(options: Partial<MemoryHitIndexOptions> = {}) {
  const clock = new ManualClock()
  const index = new MemoryHitIndex({
    schema: defaultSchema,
    clock,
    maxDocuments: 1000,
    maxBytes: 2 ** 30,
    retentionMs: 86_400_000,
    segments: { smallest: 4, largest: 16 },
    ...options,
  })
  return { index, clock }
}

/** A document of that second; ingested when the first was, and as many seconds later. */
function at(second: number, fields: Partial<Hit> = {}): Hit {
  const time = (seconds: number) => new Date(Date.parse('2026-11-24T09:00:00.000Z') + seconds * 1000).toISOString()
  return hit({ eventId: `e${second}`, '@timestamp': time(second), ingestedAt: time(second), ...fields } as Hit)
}

describe('maxDocuments', () => {
  test('the newest of all that was written are held, in whatever order they came', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyHit, { maxLength: 40, selector: keyOf, size: 'max' }),
        fc.integer({ min: 1, max: 20 }),
        async (written, maxDocuments) => {
          const { index } = opened({ schema: hostileSchema, maxDocuments, retentionMs: 10 * 86_400_000 })
          const outcomes = await create(index, written)
          const sorted = [...written].sort((a, b) => comparePositions(positionOf(a), positionOf(b)))
          const { hits, total } = await index.search(everything, { limit: 100 })
          expect(keys(hits)).toEqual(keys(sorted.slice(0, maxDocuments)))
          expect(total).toBe(hits.length)
          // What was refused was at no time among the newest.
          written.forEach((one, i) => {
            if (outcomes[i] === 'written') return
            expect(outcomes[i]).toMatchObject({ refused: { code: 'too_old' } })
            expect(keys(hits)).not.toContain(keyOf(one))
          })
        },
      ),
      { numRuns: 300 },
    ))

  test('heldSince is the latest ingestedAt among those that had to go', async () => {
    const { index, clock } = opened({ maxDocuments: 2 })
    const born = new Date(clock.now()).toISOString()
    const heldSince = async () => (await index.search(everything, { limit: 1 })).heldSince
    const late = { ...at(1), ingestedAt: '2026-11-24T09:40:00.000Z' }
    await create(index, [late, at(2)])
    expect(await heldSince()).toBe(born)
    await create(index, [at(3)])
    expect(await heldSince()).toBe(late.ingestedAt)
    await create(index, [at(4)])
    expect(await heldSince()).toBe(late.ingestedAt)
  })

  test('a document older than all of a full index is refused, and nothing is lost for it', async () => {
    const { index, clock } = opened({ maxDocuments: 2 })
    const born = new Date(clock.now()).toISOString()
    await create(index, [at(5), at(6)])
    const late = { ...at(4), ingestedAt: '2026-11-24T09:40:00.000Z' }
    expect(await create(index, [late])).toEqual([{ refused: { code: 'too_old', message: expect.any(String) } }])
    const { hits, heldSince } = await index.search(everything, { limit: 9 })
    expect([ids(hits), heldSince]).toEqual([['e6', 'e5'], born])
  })

  test('an update takes no place of another', async () => {
    const { index } = opened({ maxDocuments: 3 })
    await create(index, [at(1), at(2), at(3)])
    for (let version = 2; version < 50; version++) await put(index, [at(2, { version })])
    expect(ids((await index.search(everything, { limit: 9 })).hits)).toEqual(['e3', 'e2', 'e1'])
  })

  test('an evicted document can be created again, once there is room', async () => {
    const { index } = opened({ maxDocuments: 2 })
    const token = async () => (await index.get([keyOf(at(1))])).get(keyOf(at(1)))?.token
    await create(index, [at(1), at(2)])
    const old = (await token()) as string
    await create(index, [at(3)])
    expect(await token()).toBeUndefined()
    expect(await index.write([{ key: keyOf(at(1)), next: stored(at(1)), token: old }])).toEqual(['conflict'])
  })
})

describe('maxBytes', () => {
  test('the estimate stays within it, the oldest go first, what is alone too large is refused', async () => {
    const { index } = opened({ maxBytes: 40_000 })
    const outcomes = await create(
      index,
      Array.from({ length: 200 }, (_, i) => at(i, { message: 'x'.repeat(1000) })),
    )
    expect(new Set(outcomes)).toEqual(new Set(['written']))
    expect(index.size.bytes).toBeLessThanOrEqual(40_000)
    const { hits, total } = await index.search(everything, { limit: 1000 })
    expect(total).toBeGreaterThan(15)
    expect(ids(hits)).toEqual(Array.from({ length: total }, (_, i) => `e${199 - i}`))
    expect(await create(index, [at(300, { message: 'x'.repeat(40_000) })])).toMatchObject([
      { refused: { code: 'too_large' } },
    ])
    expect((await index.search(everything, { limit: 0 })).total).toBe(total)
  })

  test('the words of texts count as well, and make room at the next write', async () => {
    const { index } = opened({ maxBytes: 400_000 })
    const words = (i: number) => Array.from({ length: 50 }, (_, n) => `w${i}x${n}`).join(' ')
    await create(
      index,
      Array.from({ length: 300 }, (_, i) => at(i, { message: words(i) })),
    )
    const before = index.size
    await index.search(where({ message: { match: 'w299x1' } }, defaultSchema), { limit: 1 })
    expect(index.size.bytes).toBeGreaterThan(before.bytes)
    await create(index, [at(1000)])
    expect(index.size.bytes).toBeLessThanOrEqual(400_000)
    expect((await index.search(everything, { limit: 0 })).total).toBeLessThanOrEqual(before.documents)
  })
})

describe('retention', () => {
  test('thousands that are past it at once are answered no longer, and are removed in steps', async () => {
    const { index, clock } = opened({ maxDocuments: 10_000 })
    await create(
      index,
      Array.from({ length: 6000 }, (_, i) => at(i % 1000, { eventId: `e${i}` })),
    )
    await create(index, [at(1500, { eventId: 'young' })])
    clock.advance(Date.parse(at(1500)['@timestamp']) + 86_400_000 - clock.now())
    const left: number[] = []
    for (let i = 0; i < 4; i++) {
      const { hits, total } = await index.search(where({ service: { exists: false } }, defaultSchema), { limit: 9 })
      expect([ids(hits), total]).toEqual([['young'], 1])
      left.push(index.size.documents)
    }
    expect(left.at(-1)).toBe(1)
    expect(left[0]).toBeGreaterThan(1)
  })

  test('those not removed yet are left out of lists as of sets', async () => {
    const { index, clock } = opened({ maxDocuments: 10_000 })
    // In the order of their times, but every fourth is young: segments hold both.
    const hits = Array.from({ length: 8000 }, (_, i) =>
      at(i % 4 === 0 ? 20_000 + i : i, { eventId: `e${i}`, service: 'a' }),
    )
    await create(index, hits)
    clock.advance(Date.parse(at(20_000)['@timestamp']) + 86_400_000 - clock.now())
    for (const [json, left] of [
      [{ service: 'a' }, 6000],
      [{ service: { exists: true } }, 4000],
    ] as const) {
      expect((await index.search(where(json, defaultSchema), { limit: 0 })).total).toBe(2000)
      expect(index.size.documents).toBe(left)
    }
  })

  test('a key whose document is past it can be created anew, with a later time of its day', async () => {
    const { index, clock } = opened({ maxDocuments: 2 })
    await create(index, [at(1)])
    clock.advance(Date.parse(at(2)['@timestamp']) + 86_400_000 - clock.now())
    const anew = at(100, { eventId: 'e1' })
    expect(await create(index, [anew, at(50)])).toEqual(['written', 'written'])
    expect(await index.search(everything, { limit: 9 })).toMatchObject({ hits: [anew, at(50)], total: 2 })
    expect((await index.get([keyOf(anew)])).get(keyOf(anew))?.stored.hit).toEqual(anew)
    expect(index.size.documents).toBe(2)
  })

  test('a document past it is refused; one that went past it since can be written no more, by create or token', async () => {
    const { index, clock } = opened()
    await create(index, [at(1)])
    const key = keyOf(at(1))
    const token = (await index.get([key])).get(key)?.token as string
    clock.advance(86_400_000)
    expect(await index.write([{ key, next: stored(at(1)), token }])).toEqual(['conflict'])
    expect(await index.write([{ key, next: stored(at(1)) }])).toMatchObject([{ refused: { code: 'too_old' } }])
  })
})

test('a key that is not that of its document is refused', async () => {
  const { index } = opened()
  const one = at(1)
  for (const key of ['2026-11-23/e1', '2026-11-24/e2', '2026-11-24e1', 'e1', '2026-11-24/ee1']) {
    expect(await index.write([{ key, next: stored(one) }])).toMatchObject([{ refused: { code: 'bad_key' } }])
  }
})
