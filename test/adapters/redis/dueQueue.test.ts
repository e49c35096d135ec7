import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { DueQueue } from '../../../src/adapters/redis/dueQueue.js'

const dues = fc.uniqueArray(fc.record({ id: fc.uuid(), at: fc.integer({ min: 0, max: 50 }), alone: fc.boolean() }), {
  selector: ({ id }) => id,
})

test.prop([dues, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 10 })])(
  'gives out all that is due, each once, the first due first, and those who come alone alone',
  (all, now, max) => {
    const queue = new DueQueue()
    for (const due of [...all, ...all]) queue.add(due)
    const taken = []
    for (let part = queue.take(now, max); part.length > 0; part = queue.take(now, max)) {
      expect(part.length).toBeLessThanOrEqual(max)
      if (part.some(({ alone }) => alone)) expect(part).toHaveLength(1)
      taken.push(...part)
    }
    const expected = all.filter(({ at }) => at <= now)
    expect(new Set(taken)).toEqual(new Set(expected))
    expect(taken).toHaveLength(expected.length)
    expect(taken.map(({ at }) => at)).toEqual(expected.map(({ at }) => at).sort((a, b) => a - b))
    const left = all.filter(({ at }) => at > now).map(({ at }) => at)
    expect(queue.next).toBe(left.length === 0 ? undefined : Math.min(...left))
  },
)
