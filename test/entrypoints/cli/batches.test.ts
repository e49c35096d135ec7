import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { batchesOf, mostBytes, mostEntries, sizeOf } from '../../../src/entrypoints/cli/publish/batches.js'
import type { Entry } from '../../../src/entrypoints/cli/publish/entry.js'

const anyEntry = fc
  .record({
    detail: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 1, max: 200_000 }).map((n) => 'ü'.repeat(n)),
    ),
  })
  .map(({ detail }): Entry => ({ line: 1, text: '', source: 'a', detailType: 'b', detail }))

async function* groups(of: readonly (readonly Entry[])[]) {
  yield* of
}

describe('batches', () => {
  test.prop([fc.array(fc.array(anyEntry, { maxLength: 30 }), { maxLength: 4 })])(
    'keep the order, lose nothing, and stay within what PutEvents takes',
    async (given) => {
      const batches: (readonly Entry[])[] = []
      for await (const batch of batchesOf(groups(given))) batches.push(batch)
      expect(batches.flat()).toEqual(given.flat())
      for (const batch of batches) {
        expect(batch.length).toBeGreaterThan(0)
        expect(batch.length).toBeLessThanOrEqual(mostEntries)
        expect(batch.reduce((sum, entry) => sum + sizeOf(entry), 0)).toBeLessThanOrEqual(mostBytes)
      }
    },
  )

  test.prop([fc.integer({ min: 1, max: 60 })])('are as few as the count allows', async (count) => {
    const entries = Array.from(
      { length: count },
      (_, line): Entry => ({ line, text: '', source: '', detailType: '', detail: '' }),
    )
    let batches = 0
    for await (const _ of batchesOf(groups([entries]))) batches += 1
    expect(batches).toBe(Math.ceil(count / mostEntries))
  })
})
