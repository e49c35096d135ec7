import { describe, expect, test } from 'vitest'
import { FakeWorld } from '../model/fakeWorld.js'
import { answer, at, changed, hit, hits, key } from '../model/messages.js'

async function opened(options = {}) {
  const world = new FakeWorld()
  const client = world.connect({ pingAfterMs: 10_000_000, ...options })
  const socket = await world.open()
  socket.say({ type: 'pong', ref: socket.last('ping').ref, now: at(0) })
  return { world, client, socket }
}

describe('requests that are answered once', () => {
  test('older collects all parts, in order, whatever the order they come in', async () => {
    const { client, socket } = await opened()
    const asked = client.older({ where: { status: 500 } }, [at(5), 'x'], 3)
    const { ref, ...request } = socket.last('older')
    expect(request).toEqual({ action: 'older', query: { where: { status: 500 } }, before: [at(5), 'x'], limit: 3 })
    const end = [at(1), 'c'] as const
    socket.say({ type: 'older', ref, part: 2, last: true, hits: [hit('c', 1, 1)], end })
    socket.say({ type: 'older', ref, part: 0, last: false, hits: [hit('a', 1, 3)] })
    socket.say({ type: 'older', ref, part: 1, last: false, hits: [hit('b', 1, 2)] })
    expect(await asked).toEqual({ hits: [hit('a', 1, 3), hit('b', 1, 2), hit('c', 1, 1)], end })
  })

  test('summarize merges its parts', async () => {
    const { client, socket } = await opened()
    const asked = client.summarize({ query: { channel: 'all' }, from: at(0), interval: '5s', by: 'level' })
    const { ref, ...request } = socket.last('summarize')
    expect(request).toEqual({
      action: 'summarize',
      query: { channel: 'all' },
      from: at(0),
      interval: '5s',
      by: 'level',
    })
    const facets = { service: [['checkout', 3]] } as const
    socket.say({ type: 'summary', ref, part: 0, last: false, buckets: [{ t: at(0), count: 1 }] })
    socket.say({
      type: 'summary',
      ref,
      part: 1,
      last: true,
      asOf: at(9),
      total: 3,
      buckets: [{ t: at(1), count: 2 }],
      facets,
    })
    const buckets = [
      { t: at(0), count: 1 },
      { t: at(1), count: 2 },
    ]
    expect(await asked).toEqual({ asOf: at(9), total: 3, buckets, facets })
  })

  test('asked before there is a connection, they wait for it', async () => {
    const world = new FakeWorld()
    const asked = world.connect().older({})
    const socket = await world.open()
    socket.say({ type: 'older', ref: socket.last('older').ref, part: 0, last: true, hits: [] })
    expect(await asked).toEqual({ hits: [], end: undefined })
  })

  test('unanswered for 10 s, they are sent again with a new ref, as they are on the next connection', async () => {
    const { client, socket, world } = await opened()
    const asked = client.older({})
    const first = socket.last('older').ref
    await world.advance(10_000)
    expect(socket.all('older')).toHaveLength(2)
    expect(socket.last('older').ref).not.toBe(first)
    socket.end()
    await world.advance(1000)
    const next = await world.open()
    next.say({ type: 'older', ref: next.last('older').ref, part: 0, last: true, hits: [hit('a')] })
    expect((await asked).hits).toEqual([hit('a')])
    await world.advance(60_000)
    expect(next.all('older')).toHaveLength(1)
  })

  test('an error rejects with its code and whether it may be tried again', async () => {
    const { client, socket } = await opened()
    const asked = client.summarize({ query: {}, from: 'x', interval: '5s' })
    const { ref } = socket.last('summarize')
    socket.say({ type: 'error', ref, code: 'bad_request', message: 'no time', retryable: false, path: 'from' })
    const fault = { name: 'RequestError', code: 'bad_request', message: 'no time', retryable: false, path: 'from' }
    await expect(asked).rejects.toMatchObject(fault)
  })

  test('what no frame can carry is refused here', async () => {
    const { client, socket } = await opened()
    await expect(client.older({ where: { message: 'x'.repeat(33_000) } })).rejects.toMatchObject({ code: 'too_large' })
    expect(socket.all('older')).toHaveLength(0)
  })

  test('unauthorized, they are refused until there is a connection again', async () => {
    const { client, socket, world } = await opened()
    const before = client.older({})
    socket.end(4401)
    await expect(before).rejects.toMatchObject({ code: 'unauthorized' })
    await expect(client.older({})).rejects.toMatchObject({ code: 'unauthorized' })
    client.retryNow()
    const next = await world.open()
    const after = client.older({})
    next.say({ type: 'older', ref: next.last('older').ref, part: 0, last: true, hits: [] })
    expect((await after).hits).toEqual([])
  })
})

describe('authorize', () => {
  test('answers until when, and its token is offered from then on', async () => {
    const { client, socket, world } = await opened({ credential: 'old' })
    const asked = client.authorize('new')
    const { ref, token } = socket.last('authorize')
    expect(token).toBe('new')
    socket.say({ type: 'authorized', ref, expires: at(9) })
    expect(await asked).toEqual({ expires: at(9) })
    socket.end()
    await world.advance(1000)
    expect(world.socket.protocols).toEqual(['deltaboard.v1', 'bearer.new'])
  })

  test('a query that ended because rights changed is subscribed again, under the name it has now', async () => {
    const { client, socket } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a'), hit('b')] })
    void client.authorize('new')
    const { ref } = socket.last('authorize')
    socket.say({ type: 'authorized', ref, expires: at(9) }, { type: 'unsubscribed', ref, queryId: 'q', ended: true })
    expect(live.getSnapshot().state).toBe('subscribing')
    socket.say(hits([hit('c', 1, 1, 9)]))
    answer(socket, { keep: [[key('a'), 1]], queryId: 'q2', upTo: 9 })
    expect(live.getSnapshot()).toMatchObject({ state: 'live', hits: [hit('a')], queryId: 'q2' })
  })
})

describe('fetching', () => {
  test('one fetch at a time, up to 100 keys in each, the queries in turn', async () => {
    const { client, socket, world } = await opened()
    const views = [client.live({ limit: 1000 }), client.live({ limit: 1000, where: {} })]
    const refs = socket.all('subscribe').map(({ ref }) => ref)
    const queries = ['q', 'r']
    queries.forEach((queryId, i) => {
      const keep = Array.from({ length: 150 }, (_, n) => [key(`${queryId}${n}`), 1] as const)
      const part = { type: 'snapshot', ref: refs[i] ?? '', queryId, part: 0, last: true, hits: [], keep } as const
      socket.say({ ...part, cursor: at(59), total: 150, continuity: 'complete', missed: 0 })
    })
    expect(views.map((live) => live.getSnapshot().state)).toEqual(['catching-up', 'catching-up'])
    const lengths: number[] = []
    for (let i = 1; i <= 4; i++) {
      expect(socket.all('fetch')).toHaveLength(i)
      const { ref, queryId, keys } = socket.last('fetch')
      lengths.push(keys.length)
      const found = keys.map((each) => hit(each.slice(11)))
      socket.say({ type: 'documents', ref, queryId, part: 1, last: true, hits: found.slice(1) })
      await world.settle()
      expect(socket.all('fetch')).toHaveLength(i)
      socket.say({ type: 'documents', ref, queryId, part: 0, last: false, hits: found.slice(0, 1) })
      await world.settle()
    }
    expect(lengths).toEqual([100, 100, 50, 50])
    expect(socket.all('fetch').map(({ queryId }) => queryId)).toEqual(['q', 'r', 'q', 'r'])
    expect(views.map((live) => live.getSnapshot().hits.length)).toEqual([150, 150])
    expect(views.map((live) => live.getSnapshot().state)).toEqual(['live', 'live'])
  })

  test('long keys make fewer of them, so that the message fits a frame', async () => {
    const { client, socket } = await opened()
    client.live({ limit: 1000 })
    const ids = Array.from({ length: 100 }, (_, n) => `${n}`.padEnd(170, 'ü'))
    answer(socket, { keep: ids.map((id) => [key(id), 1] as const) })
    const fetch = socket.last('fetch')
    expect(new TextEncoder().encode(JSON.stringify(fetch)).length).toBeLessThanOrEqual(32_768)
    expect(fetch.keys.length).toBeGreaterThan(40)
  })

  test('a refused fetch is repeated after a while; a lost one on the next connection, if it is still wanted', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket, { keep: [[key('a'), 1]] })
    const { ref } = socket.last('fetch')
    socket.say({ type: 'error', ref, code: 'rate_limited', message: 'slower', retryable: true })
    await world.advance(499)
    expect(socket.all('fetch')).toHaveLength(1)
    await world.advance(1)
    expect(socket.all('fetch')).toHaveLength(2)
    socket.end()
    await world.advance(1000)
    const next = await world.open()
    answer(next, { keep: [[key('b'), 1]] })
    await world.settle()
    for (const { ref, keys, queryId } of next.all('fetch')) {
      const found = keys.includes(key('b')) ? [hit('b')] : [hit('a')]
      next.say({ type: 'documents', ref, queryId, part: 0, last: true, hits: found })
      await world.settle()
    }
    const { ref: again, queryId, keys } = next.last('fetch')
    next.say({ type: 'documents', ref: again, queryId, part: 0, last: true, hits: keys.map(() => hit('b')) })
    await world.settle()
    expect(live.getSnapshot().hits).toEqual([hit('b')])
  })

  test('where the server no longer knows the query, it is subscribed again', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket)
    await world.advance(2000)
    socket.say(hits([], { changed: [changed('a', 2, 1, 0, 5)] }))
    const { ref } = socket.last('fetch')
    socket.say({ type: 'error', ref, code: 'unknown_query', message: 'none here', retryable: false })
    await world.advance(0)
    expect(socket.all('subscribe')).toHaveLength(2)
    answer(socket, { hits: [hit('a', 2)] })
    expect(live.getSnapshot()).toMatchObject({ state: 'live', hits: [hit('a', 2)] })
  })
})

describe('load', () => {
  test('reads one document, before what the view itself wants', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a')] })
    const found = live.load(key('a'))
    const none = live.load(key('z'))
    socket.say(hits([], { changed: [changed('b', 2, 1, 0, 5)] }))
    expect(socket.all('fetch')).toHaveLength(1)
    const whole = hit('a', 1, 0, 0, { text: 'all of it' })
    const { ref, keys } = socket.last('fetch')
    expect(keys).toEqual([key('a')])
    socket.say({ type: 'documents', ref, queryId: 'q', part: 0, last: true, hits: [whole] })
    expect(await found).toEqual(whole)
    await world.settle()
    expect(socket.last('fetch').keys).toEqual([key('z')])
    socket.say({ type: 'documents', ref: socket.last('fetch').ref, queryId: 'q', part: 0, last: true, hits: [] })
    expect(await none).toBeUndefined()
    await world.settle()
    expect(socket.last('fetch').keys).toEqual([key('b')])
  })

  test('survives a new connection: it is asked there once the query is subscribed', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a')] })
    const found = live.load(key('a'))
    socket.end()
    await world.advance(1000)
    const next = await world.open()
    const { ref } = next.last('fetch')
    next.say({ type: 'error', ref, code: 'unknown_query', message: 'none here', retryable: false })
    await world.settle()
    answer(next, { keep: [[key('a'), 1]], upTo: 1 })
    await world.settle()
    next.say({ type: 'documents', ref: next.last('fetch').ref, queryId: 'q', part: 0, last: true, hits: [hit('a')] })
    expect(await found).toEqual(hit('a'))
  })

  test("a refusal is the caller's to know", async () => {
    const { client, socket } = await opened()
    const live = client.live()
    answer(socket)
    const asked = live.load(key('a'))
    const { ref } = socket.last('fetch')
    socket.say({ type: 'error', ref, code: 'unavailable', message: 'away', retryable: true })
    await expect(asked).rejects.toMatchObject({ code: 'unavailable', retryable: true })
  })
})

describe('ending subscriptions', () => {
  test('closing names the latest subscribe that was answered', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket)
    await world.advance(600_000)
    answer(socket)
    live.close()
    expect(socket.last('unsubscribe')).toMatchObject({ queryId: 'q', of: socket.last('subscribe').ref })
    socket.say({ type: 'unsubscribed', ref: socket.last('unsubscribe').ref, queryId: 'q', ended: true })
  })

  test('nothing ends while another view of the same query is open; then all that shared it are named', async () => {
    const { client, socket } = await opened()
    const first = client.live({ limit: 1 })
    answer(socket)
    const second = client.live({ limit: 2 })
    answer(socket)
    first.close()
    expect(socket.all('unsubscribe')).toHaveLength(0)
    socket.say(hits([hit('a')]))
    expect(second.getSnapshot().hits).toEqual([])
    second.close()
    const refs = socket.all('subscribe').map(({ ref }) => ref)
    expect(socket.all('unsubscribe').map(({ of }) => of)).toEqual(refs)
  })

  test('nothing ends while a subscribe is unanswered that may be to the same query', async () => {
    const { client, socket } = await opened()
    const first = client.live()
    answer(socket)
    const second = client.live({ limit: 7 })
    first.close()
    expect(socket.all('unsubscribe')).toHaveLength(0)
    answer(socket)
    expect(socket.all('unsubscribe')).toHaveLength(0)
    second.close()
    expect(socket.all('unsubscribe')).toHaveLength(2)
  })

  test('a query that is closed before it is answered ends when it is', async () => {
    const { client, socket } = await opened()
    client.live().close()
    const { ref } = socket.last('subscribe')
    expect(socket.all('unsubscribe')).toHaveLength(0)
    socket.say({ type: 'subscribed', ref, queryId: 'q' })
    expect(socket.last('unsubscribe')).toMatchObject({ queryId: 'q', of: ref })
  })

  test('the answer to an unsubscribe does not end who subscribed meanwhile', async () => {
    const { client, socket } = await opened()
    const first = client.live()
    answer(socket)
    first.close()
    const { ref } = socket.last('unsubscribe')
    const second = client.live()
    answer(socket)
    socket.say({ type: 'unsubscribed', ref, queryId: 'q', ended: true })
    expect(second.getSnapshot().state).toBe('live')
  })
})
