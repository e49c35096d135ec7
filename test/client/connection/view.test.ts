import { describe, expect, test } from 'vitest'
import { type Change, type LiveState, RequestError } from '../../../client/src/index.js'
import { FakeWorld } from '../model/fakeWorld.js'
import { answer, at, changed, hit, hits, key, snapshot } from '../model/messages.js'
import { opened } from '../model/opened.js'

describe('a live query', () => {
  test('goes through its states, and shows the view', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    const live = client.live({ channel: 'service:checkout', where: { status: 500 }, limit: 2, policy: 'batch' })
    const seen: LiveState[] = []
    live.subscribe(() => seen.push(live.getSnapshot().state))
    expect(live.getSnapshot()).toMatchObject({ state: 'connecting', hits: [], total: 0 })
    const socket = await world.open()
    const { ref, ...asked } = socket.last('subscribe')
    expect(asked).toEqual({
      action: 'subscribe',
      query: { channel: 'service:checkout', where: { status: 500 }, limit: 2 },
      policy: 'batch',
    })
    socket.say({ type: 'subscribed', ref, queryId: 'q' })
    const end = [at(1), 'b'] as const
    const part = snapshot(ref, { hits: [hit('a', 1, 2), hit('b', 1, 1)], total: 7, end })
    socket.say({ ...part, part: 1, hits: part.hits.slice(1) })
    socket.say({ type: 'snapshot', ref, queryId: 'q', part: 0, last: false, hits: part.hits.slice(0, 1) })
    expect(seen).toEqual(['subscribing', 'catching-up', 'live'])
    expect(live.getSnapshot()).toEqual({
      state: 'live',
      hits: part.hits,
      total: 7,
      continuity: 'complete',
      missed: 0,
      dropped: 0,
      end,
      queryId: 'q',
      error: undefined,
      verifiedAt: world.time,
      cursor: at(59, 0),
    })
  })

  test('shows the same object until something changed', async () => {
    const { client, socket } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a')] })
    const before = live.getSnapshot()
    let told = 0
    live.subscribe(() => told++)
    socket.say(hits([hit('a')], { cursor: at(59, 1) }), hits([], { queryId: 'another' }))
    expect(live.getSnapshot()).toBe(before)
    expect(told).toBe(0)
    socket.say(hits([hit('b', 1, 1, 9)]))
    expect(live.getSnapshot()).not.toBe(before)
    expect(before.hits).toEqual([hit('a')])
    expect(told).toBe(1)
  })

  test('tells what was added, changed, removed and trimmed', async () => {
    const { client, socket } = await opened()
    const live = client.live({ limit: 2 })
    const changes: Change[] = []
    live.onChange((change) => changes.push(change))
    answer(socket, { hits: [hit('b', 1, 2), hit('a', 1, 1)], end: [at(1), 'a'], total: 5 })
    socket.say(hits([hit('c', 1, 3, 9)], { changed: [changed('b', 2, 1, 2, 9)], dropped: 3 }))
    socket.say(hits([hit('old', 1, 0, 9)], { removed: [{ key: key('c'), version: 2 }] }))
    const b2 = hit('b', 2, 2, 9)
    expect(changes).toEqual([
      { added: [hit('b', 1, 2), hit('a', 1, 1)], changed: [], removed: [], trimmed: [], dropped: 0, snapshot: true },
      {
        added: [hit('c', 1, 3, 9)],
        changed: [{ before: hit('b', 1, 2), after: b2 }],
        removed: [],
        trimmed: [hit('a', 1, 1)],
        dropped: 3,
        snapshot: false,
      },
      {
        added: [hit('old', 1, 0, 9)],
        changed: [],
        removed: [hit('c', 1, 3, 9)],
        trimmed: [hit('old', 1, 0, 9)],
        dropped: 0,
        snapshot: false,
      },
    ])
    expect(live.getSnapshot()).toMatchObject({ hits: [b2], total: 6, dropped: 3 })
  })

  test('a listener that throws harms nothing', async () => {
    const { client, socket } = await opened()
    const live = client.live()
    const printed = globalThis.console.error
    const errors: unknown[] = []
    globalThis.console.error = (error) => errors.push(error)
    let told = 0
    live.onChange(() => {
      throw new Error('mine')
    })
    live.subscribe(() => {
      throw new Error('mine')
    })
    client.subscribe(() => {
      throw new Error('mine')
    })
    live.onChange(() => told++)
    try {
      answer(socket, { hits: [hit('a')] })
      socket.say(hits([hit('b', 1, 1, 9)]))
    } finally {
      globalThis.console.error = printed
    }
    expect(told).toBe(2)
    expect(live.getSnapshot().hits).toHaveLength(2)
    expect(errors.length).toBeGreaterThan(1)
  })

  test('a listener may close the query that tells it', async () => {
    const { client, socket } = await opened()
    const live = client.live()
    live.onChange(() => live.close())
    answer(socket, { hits: [hit('a')] })
    socket.say(hits([hit('b', 1, 1, 9)]))
    expect(live.getSnapshot()).toMatchObject({ state: 'closed', hits: [hit('a')] })
    expect(socket.all('unsubscribe')).toHaveLength(1)
  })

  test('a frame that is no JSON, and messages that break the contract, are left out', async () => {
    const { client, socket } = await opened()
    const live = client.live()
    answer(socket)
    const printed = globalThis.console.error
    globalThis.console.error = () => {}
    try {
      socket.onmessage?.({ data: 'no json' })
      socket.onmessage?.({ data: new Uint8Array(3) })
      socket.onmessage?.({ data: '[null, 7, {"type":"hits","queryId":"q","hits":[null]}, {"type":"news"}, {}]' })
    } finally {
      globalThis.console.error = printed
    }
    socket.say(hits([hit('b', 1, 1, 9)]))
    expect(live.getSnapshot().hits).toEqual([hit('b', 1, 1, 9)])
  })

  test('a refused query is closed with the reason, and the others go on', async () => {
    const { client, socket } = await opened()
    const bad = client.live({ where: { nope: 1 } })
    const { ref } = socket.last('subscribe')
    const good = client.live()
    answer(socket)
    const fault = { code: 'bad_query', message: 'unknown field', path: 'where.nope' } as const
    socket.say({ type: 'error', ref, retryable: false, ...fault })
    expect(bad.getSnapshot()).toMatchObject({ state: 'closed', error: fault })
    expect(good.getSnapshot()).toMatchObject({ state: 'live', error: undefined })
    await expect(bad.load('2026-11-24/a')).rejects.toMatchObject({ code: 'closed' })
    await expect(bad[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(RequestError)
  })

  test('a query that no frame can carry is refused here, not sent', async () => {
    const { client, socket, world } = await opened()
    const live = client.live({ where: { message: { match: 'ü'.repeat(17_000) } } })
    await world.settle()
    expect(live.getSnapshot()).toMatchObject({ state: 'closed', error: { code: 'too_large' } })
    expect(socket.all('subscribe')).toHaveLength(0)
  })
})
