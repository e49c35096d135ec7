import { expect, test } from 'vitest'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import { play } from '../../../src/entrypoints/demo/play.js'

test('what lies behind is sent first, then what happens, until it is stopped', async () => {
  const stop = new AbortController()
  const startedAt = Date.now()
  const sent: RawEvent[] = []
  let history = -1
  await play({
    now: Date.now,
    stop: stop.signal,
    historyMs: 20_000,
    onHistory: (count) => {
      history = count
      expect(sent.length).toBe(count)
    },
    send: async (events) => {
      sent.push(...events)
      if (history >= 0 && sent.length > history + 10) stop.abort()
      return events.map(() => 'ok')
    },
  })
  expect(history).toBeGreaterThan(20 * 40)
  const live = sent.slice(history).filter((event) => (event.detail as { version: number }).version === 1)
  expect(live.every((event) => Date.parse(event.time) >= startedAt)).toBe(true)
})

test('what the node is too busy to take is sent again, and only that', async () => {
  const stop = new AbortController()
  const taken = new Map<string, number>()
  let calls = 0
  await play({
    now: Date.now,
    stop: stop.signal,
    historyMs: 2000,
    onHistory: () => stop.abort(),
    send: async (events) => {
      calls += 1
      return events.map((event, i) => {
        if (calls === 1 && i % 2 === 1) return { retry: 'full' }
        taken.set(event.id, (taken.get(event.id) ?? 0) + 1)
        return 'ok'
      })
    },
  })
  expect(calls).toBe(2)
  expect(taken.size).toBeGreaterThan(50)
  expect([...taken.values()].every((times) => times === 1)).toBe(true)
})
