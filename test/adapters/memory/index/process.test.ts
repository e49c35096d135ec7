import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { MemoryHitIndex } from '../../../../src/adapters/memory/index/memoryHitIndex.js'
import type { Hit } from '../../../../src/domain/document/hit.js'
import { keyOf } from '../../../../src/domain/document/identity.js'
import { defaultSchema } from '../../../../src/domain/fields.js'
import { create, stored, where } from '../../../contracts/hitIndex/underTest.js'
import { hit } from '../../../support/hits.js'
import { ManualClock } from '../../../support/manualClock.js'

function opened(): MemoryHitIndex {
  const bounds = { maxDocuments: 1_000_000, maxBytes: 2 ** 32, retentionMs: 86_400_000 }
  return new MemoryHitIndex({ schema: defaultSchema, clock: new ManualClock(), ...bounds })
}

/** As JSON.parse makes it: nothing is shared with another document. */
function documentAt(i: number, message: string): Hit {
  const fields = { service: `service-number-${i % 50}`, status: 200, latencyMs: i % 5000, message }
  return JSON.parse(JSON.stringify(hit({ eventId: `${i}-8d1c2f6a-4e4b-4f7e-9a51-2c9d`, ...fields }))) as Hit
}

test.each([
  ['letters of one byte', 'upstream timeout for order 8f3a2c after 1200 ms'],
  ['letters of two bytes', 'タイムアウト: 注文 8f3a2c、1200 ミリ秒後'],
])('the estimate of memory is right by a third: %s', async (_, message) => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const used = () => {
    gc()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const count = 40_000
  const before = used()
  const index = opened()
  for (let from = 0; from < count; from += 1000) {
    await create(
      index,
      Array.from({ length: 1000 }, (_, i) => documentAt(from + i, `${message} ${from + i}`)),
    )
  }
  const real = used() - before
  expect(index.size.documents).toBe(count)
  expect(index.size.bytes / real).toBeGreaterThan(0.67)
  expect(index.size.bytes / real).toBeLessThan(1.5)
})

test('other work runs while words are indexed for the first time, and what is written meanwhile is whole', async () => {
  const index = opened()
  const hits = Array.from({ length: 20_000 }, (_, i) => documentAt(i, `timeout of number ${i} on a node of many words`))
  await create(index, hits)
  let turns = 0
  let done = false
  const query = where({ message: { match: 'timeout' } }, defaultSchema)
  const answer = index.search(query, { limit: 1 }).finally(() => {
    done = true
  })
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve))
    const next = documentAt(hits.length + turns++, 'timeout')
    await index.write([{ key: keyOf(next), next: stored(next) }])
  }
  expect(turns).toBeGreaterThan(3)
  // Nothing of the first lot is missing; of what came meanwhile, all that was written before the answer.
  expect((await answer).total).toBeGreaterThanOrEqual(20_000)
  expect((await answer).total).toBeLessThanOrEqual(20_000 + turns)
  expect((await index.search(query, { limit: 1 })).total).toBe(20_000 + turns)
})
