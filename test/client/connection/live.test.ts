import { describe, expect, test } from 'vitest'
import { type Change, type LiveState, RequestError } from '../../../client/src/index.js'
import { FakeWorld } from '../model/fakeWorld.js'
import { answer, at, changed, hit, hits, key, snapshot } from '../model/messages.js'

async function opened() {
  const world = new FakeWorld()
  const client = world.connect({ pingAfterMs: 10_000_000 })
  const socket = await world.open()
  socket.say({ type: 'pong', ref: socket.last('ping').ref, now: at(0) })
  return { world, client, socket }
}

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

describe('asking again', () => {
  test('a subscribe unanswered for 10 s is sent again with a new ref; the late answer to the first counts for nothing', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    const first = socket.last('subscribe').ref
    await world.advance(9999)
    expect(socket.all('subscribe')).toHaveLength(1)
    await world.advance(1)
    const second = socket.last('subscribe').ref
    expect(second).not.toBe(first)
    socket.say(snapshot(first, { hits: [hit('a')] }))
    expect(live.getSnapshot().hits).toEqual([])
    answer(socket, { hits: [hit('b')] })
    expect(live.getSnapshot().hits).toEqual([hit('b')])
    await world.advance(60_000)
    expect(socket.all('subscribe')).toHaveLength(2)
  })

  test('an answer that comes in parts has 10 s for each', async () => {
    const { client, socket, world } = await opened()
    client.live()
    const { ref } = socket.last('subscribe')
    socket.say({ type: 'subscribed', ref, queryId: 'q' })
    for (let part = 0; part < 4; part++) {
      await world.advance(9000)
      socket.say({ type: 'snapshot', ref, queryId: 'q', part, last: false, hits: [] })
    }
    expect(socket.all('subscribe')).toHaveLength(1)
    await world.advance(10_000)
    expect(socket.all('subscribe')).toHaveLength(2)
  })

  test('an error that may pass is waited out, longer every time', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    for (const wait of [500, 1000, 2000]) {
      const { ref } = socket.last('subscribe')
      const count = socket.all('subscribe').length
      socket.say({ type: 'error', ref, code: 'unavailable', message: 'index is away', retryable: true })
      await world.advance(wait - 1)
      expect(socket.all('subscribe')).toHaveLength(count)
      await world.advance(1)
      expect(socket.all('subscribe')).toHaveLength(count + 1)
    }
    answer(socket)
    expect(live.getSnapshot().state).toBe('live')
  })

  test('every ten minutes at most the view is compared with the index, while it stays live', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a')], upTo: 5 })
    world.chance = 0
    socket.say(hits([], { cursor: at(59, 7) }))
    await world.advance(570_000)
    expect(socket.last('subscribe').since).toBe(at(59, 7))
    expect(live.getSnapshot().state).toBe('live')
    const first = live.getSnapshot().verifiedAt ?? 0
    answer(socket, { keep: [[key('a'), 1]], upTo: 8 })
    expect(live.getSnapshot()).toMatchObject({ state: 'live', hits: [hit('a')], verifiedAt: first + 570_000 })
    await world.advance(599_999)
    expect(socket.all('subscribe')).toHaveLength(2)
    await world.advance(1)
    expect(socket.all('subscribe')).toHaveLength(3)
  })

  test('a view with room and an end is filled, at most once a second', async () => {
    const { client, socket, world } = await opened()
    const live = client.live({ limit: 1 })
    answer(socket, { hits: [hit('b', 1, 2)], end: [at(2), 'b'], total: 9 })
    for (let i = 0; i < 3; i++) {
      socket.say(hits([], { removed: [{ key: key('b'), version: 2 + i }] }))
      answer(socket)
    }
    socket.say(hits([hit('b', 5, 3, 9)], { removed: [{ key: key('b'), version: 6 }] }))
    await world.advance(999)
    expect(socket.all('subscribe')).toHaveLength(1)
    await world.advance(1)
    expect(socket.all('subscribe')).toHaveLength(2)
    answer(socket, { hits: [hit('a', 1, 1)], end: [at(1), 'a'] })
    expect(live.getSnapshot().hits).toEqual([hit('a', 1, 1)])
    await world.advance(60_000)
    expect(socket.all('subscribe')).toHaveLength(2)
  })

  test('lagging is shown, and mended by a snapshot that says what is missed', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a')] })
    await world.advance(5000)
    socket.say({ type: 'lagging', queryId: 'q', missed: 12, cursor: at(59, 9) })
    expect(live.getSnapshot()).toMatchObject({ state: 'lagging', missed: 12 })
    await world.advance(0)
    expect(socket.last('subscribe').since).toBe(at(59, 9))
    answer(socket, { hits: [hit('b', 1, 1, 8)], keep: [[key('a'), 1]], missed: 3, continuity: 'lost', upTo: 9 })
    expect(live.getSnapshot()).toMatchObject({ state: 'live', missed: 3, continuity: 'lost' })
    expect(live.getSnapshot().hits.map((each) => each.eventId)).toEqual(['b', 'a'])
  })

  test('after a break it asks from the cursor, and tells the difference', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('b', 1, 2), hit('a', 1, 1)], upTo: 3 })
    const changes: Change[] = []
    live.onChange((change) => changes.push(change))
    socket.end()
    expect(live.getSnapshot()).toMatchObject({ state: 'disconnected', hits: [{ eventId: 'b' }, { eventId: 'a' }] })
    await world.advance(1000)
    const again = await world.open()
    expect(again.last('subscribe').since).toBe(at(59, 3))
    answer(again, { hits: [hit('c', 1, 3, 4)], keep: [[key('b'), 1]], upTo: 5, missed: 1 })
    expect(changes).toMatchObject([
      { added: [{ eventId: 'c' }], changed: [], removed: [{ eventId: 'a' }], trimmed: [], snapshot: true },
    ])
    expect(live.getSnapshot()).toMatchObject({ state: 'live', missed: 1 })
  })
})

describe('reading changes one after the other', () => {
  test('begins with what is shown, misses none, and ends when the query is closed', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a')] })
    const seen: string[][] = []
    const reading = (async () => {
      for await (const change of live) seen.push(change.added.map((each) => each.eventId))
    })()
    await world.settle()
    socket.say(hits([hit('b', 1, 1, 9)]), hits([hit('c', 1, 2, 9)]))
    await world.settle()
    socket.say(hits([hit('d', 1, 3, 9)]))
    live.close()
    await reading
    expect(seen).toEqual([['a'], ['b'], ['c'], ['d']])
  })

  test('begins before there is anything', async () => {
    const { client, socket } = await opened()
    const live = client.live()
    const first = live[Symbol.asyncIterator]().next()
    answer(socket, { hits: [hit('a')] })
    expect((await first).value).toMatchObject({ added: [hit('a')], snapshot: true })
  })

  test('a reader that leaves costs nothing more', async () => {
    const { client, socket } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a')] })
    for await (const change of live) {
      expect(change.added).toEqual([hit('a')])
      break
    }
    socket.say(hits([hit('b', 1, 1, 9)]))
    expect(live.getSnapshot().hits).toHaveLength(2)
  })

  test('what a slow reader leaves too long is let go and counted', async () => {
    const { client, socket } = await opened()
    const live = client.live({ limit: 1 })
    answer(socket, { hits: [hit('a')] })
    const reader = live[Symbol.asyncIterator]()
    await reader.next()
    for (let i = 0; i < 1500; i++) socket.say(hits([hit(`e${i}`, 1, 1, 9)]))
    let added = 0
    let dropped = 0
    for (let i = 0; i < 1000; i++) {
      const { value } = await reader.next()
      added += value.added.length
      dropped += value.dropped
    }
    expect([added, dropped]).toEqual([1000, 500])
  })
})
