import { describe, expect, it } from 'vitest'
import { MemoryDeadLetters } from '../../../src/adapters/memory/memoryDeadLetters.js'
import type { Json } from '../../../src/domain/json.js'
import { deadLettersContract } from '../../contracts/deadLetters.contract.js'
import { nested } from '../../support/hostile.js'

deadLettersContract('memory', async () => ({ letters: new MemoryDeadLetters({ maxLetters: 5 }), max: 5 }))

describe('MemoryDeadLetters', () => {
  const letter = (id: string, item: Json) => {
    return { id, topic: 'events', item, why: { code: 'too_large', message: 'no' }, at: '2026-11-24T09:30:00Z' } as const
  }

  it('is bounded by bytes too: the oldest go, counted, until the originals fit', async () => {
    const letters = new MemoryDeadLetters({ maxBytes: 1_000_000 })
    for (let i = 0; i < 20; i++) await letters.put([letter(`l${i}`, { note: 'x'.repeat(100_000) })])
    const { letters: kept, lost } = await letters.list({ limit: 100 })
    expect(kept.map(({ id }) => id)).toEqual(['l16', 'l17', 'l18', 'l19'])
    expect(lost).toBe(16)
    await letters.remove(kept.map(({ id }) => id))
    await letters.put([
      letter('after', {}),
      letter(
        'wide',
        Array.from({ length: 10_000 }, () => []),
      ),
    ])
    expect((await letters.list({ limit: 100 })).letters.map(({ id }) => id)).toEqual(['after', 'wide'])
  })

  it('takes an original of any depth', async () => {
    const letters = new MemoryDeadLetters()
    await letters.put([letter('deep', nested(100_000))])
    expect((await letters.list({ limit: 1 })).letters.length).toBe(1)
  })
})
