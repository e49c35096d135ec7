import { describe, expect, test } from 'vitest'
import type { Change } from '../../../client/src/index.js'
import { answer, at, hit, hits, key, snapshot } from '../model/messages.js'
import { opened } from '../model/opened.js'

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
