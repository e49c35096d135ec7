import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Turnstile } from '../../../src/adapters/disk/turnstile.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function turnstile() {
  const room = { inside: 0 }
  const entered: string[] = []
  const gate = new Turnstile({ inside: () => room.inside, most: 10, waitMs: 1000 })
  const enter = (name: string): void => {
    void gate.enter().then(() => entered.push(name))
  }
  return { enter, entered, gate, room }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

test('while there is room nobody waits', async () => {
  const { enter, entered, room } = turnstile()
  room.inside = 9
  enter('a')
  await settled()
  expect(entered).toEqual(['a'])
})

test('without room they wait until enough have left, and go in their order', async () => {
  const { enter, entered, gate, room } = turnstile()
  room.inside = 10
  enter('a')
  enter('b')
  gate.left()
  await settled()
  expect(entered).toEqual([])
  room.inside = 9
  gate.left()
  await settled()
  expect(entered).toEqual(['a', 'b'])
  expect(vi.getTimerCount()).toBe(0)
})

test('where nobody leaves, nobody waits for longer than they may', async () => {
  const { enter, entered, room } = turnstile()
  room.inside = 10
  enter('a')
  await vi.advanceTimersByTimeAsync(999)
  expect(entered).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(entered).toEqual(['a'])
})
