import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MemoryHitIndex } from '../../../../src/adapters/memory/index/memoryHitIndex.js'
import type { Hit, Key } from '../../../../src/domain/document/hit.js'
import { keyOf } from '../../../../src/domain/document/identity.js'
import { comparePositions, positionOf } from '../../../../src/domain/document/order.js'
import { anyHit, searchRequest, summaryRequest } from '../../../contracts/hitIndex/generated.js'
import { searchNaively, summarizeNaively } from '../../../contracts/hitIndex/naive.js'
import { keys, put, where } from '../../../contracts/hitIndex/underTest.js'
import { conditions, hostileSchema } from '../../../domain/query/arbitraries.js'
import { ManualClock } from '../../../support/manualClock.js'

/** Enough documents for lists, sets and scans to be used for what each is good for; some were replaced, some evicted. */
describe.each([1, 2, 3])('thousands of documents, seed %i', (seed) => {
  const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number) => fc.sample(arbitrary, { seed, numRuns: count })
  const written: readonly Hit[] = sample(anyHit, 2500).map((hit, i) => ({
    ...hit,
    eventId: `${hit.eventId}${i % 1900}`,
  }))
  const maxDocuments = 1500

  async function filled() {
    const clock = new ManualClock()
    const index = new MemoryHitIndex({
      schema: hostileSchema,
      clock,
      maxDocuments,
      maxBytes: 2 ** 30,
      retentionMs: 10 * 86_400_000,
      segments: { smallest: 64, largest: 256 },
    })
    await put(index, written)
    return { index, clock }
  }

  /** What is left of a write after the other: whenever one is too many, the last in order goes. */
  const held = new Map<Key, Hit>()
  for (const hit of written) {
    held.set(keyOf(hit), hit)
    if (held.size <= maxDocuments) continue
    const last = [...held.values()].reduce((a, b) => (comparePositions(positionOf(a), positionOf(b)) > 0 ? a : b))
    held.delete(keyOf(last))
  }

  test('search agrees with a naive filter and sort', async () => {
    const { index } = await filled()
    const all = await index.search({ op: 'all' }, { limit: 2 * maxDocuments })
    expect(all.hits).toEqual(searchNaively(held.values(), {}, { limit: 2 * maxDocuments }, hostileSchema).hits)
    expect(all.total).toBe(maxDocuments)
    for (const [json, request] of sample(fc.tuple(conditions(), searchRequest), 120)) {
      const answer = await index.search(where(json, hostileSchema), request)
      const naive = searchNaively(held.values(), json, request, hostileSchema)
      expect(answer).toMatchObject({ total: naive.total, missed: naive.missed })
      expect(keys(answer.hits)).toEqual(keys(naive.hits))
    }
  })

  test('summarize agrees with a naive summary', async () => {
    const { index, clock } = await filled()
    const asOf = new Date(clock.now()).toISOString()
    for (const [json, request] of sample(fc.tuple(conditions(), summaryRequest), 60)) {
      const summary = await index.summarize(where(json, hostileSchema), request)
      expect(summary).toEqual(summarizeNaively(held.values(), json, request, hostileSchema, asOf))
    }
  })
})
