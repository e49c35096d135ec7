import { describe, expect, test } from 'vitest'
import { drain } from '../../../src/entrypoints/lambda/sqs/drain.js'
import { FlushWindow } from '../../../src/entrypoints/lambda/sqs/flushWindow.js'
import type { QueueMessage } from '../../../src/entrypoints/lambda/sqs/queueMessage.js'

function message(n: number, body = '{}'): QueueMessage {
  return { messageId: `m${n}`, receiptHandle: `h${n}`, body, attempt: 1 }
}

/** A queue with so many messages; each receive takes 30 ms. */
function queueOf(count: number, body?: string) {
  let now = 1000
  let next = 0
  return {
    now: () => now,
    queue: {
      async receive(max: number) {
        now += 30
        const size = Math.min(max, count - next)
        return Array.from({ length: size }, () => message(next++, body))
      },
    },
  }
}

describe('a full batch goes on taking', () => {
  test('all that waits, until the queue has no more', async () => {
    const parts = { ...queueOf(37), windowMs: 10_000, remainingMs: () => 15_000 }
    expect((await drain(parts, [])).map(({ messageId }) => messageId)).toHaveLength(37)
  })

  test('for as long as the window is open', async () => {
    const parts = { ...queueOf(1000), windowMs: 100, remainingMs: () => 15_000 }
    expect(await drain(parts, [])).toHaveLength(40)
  })

  test('never so long that its own time would not do for the rest', async () => {
    const parts = { ...queueOf(1000), windowMs: 10_000, remainingMs: () => 8000 }
    expect(await drain(parts, [])).toEqual([])
  })

  test('never more than it can hold', async () => {
    const many = { ...queueOf(10_000), windowMs: 100_000, remainingMs: () => 15_000 }
    expect((await drain(many, [])).length).toBeLessThanOrEqual(210)
    const large = { ...queueOf(10_000, 'x'.repeat(200_000)), windowMs: 100_000, remainingMs: () => 15_000 }
    const bytes = (await drain(large, [])).reduce((sum, { body }) => sum + body.length, 0)
    expect(bytes).toBeLessThan(8_000_000)
  })
})

describe('the flush window', () => {
  test('is as long as the posts of the last flush take at this share of the quota', () => {
    const window = new FlushWindow(100, 4000)
    expect(window.ms).toBe(100)
    window.flushed(2000)
    expect(window.ms).toBe(500)
    window.flushed(40)
    expect(window.ms).toBe(100)
    window.flushed(1_000_000)
    expect(window.ms).toBe(3000)
  })
})
