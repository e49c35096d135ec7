import { describe, expect, test } from 'vitest'
import { FakeWorld } from '../model/fakeWorld.js'
import { answer, at, hit, hits, key } from '../model/messages.js'
import { opened } from '../model/opened.js'

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
    await world.settle()
    const { ref, token } = socket.last('authorize')
    expect(token).toBe('new')
    socket.say({ type: 'authorized', ref, expires: at(9) })
    expect(await asked).toEqual({ expires: at(9) })
    socket.end()
    await world.advance(1000)
    expect(world.socket.protocols).toEqual(['deltaboard.v1', 'bearer.new'])
  })

  test('one that stays unanswered is given over another connection: the server may still come to it on this one', async () => {
    const { client, socket, world } = await opened()
    const asked = client.authorize('new')
    await world.advance(10_000)
    expect(socket.all('authorize')).toHaveLength(1)
    expect(socket.closed).toBe(true)
    await world.advance(1000)
    const next = await world.open()
    expect(next.last('authorize').token).toBe('new')
    next.say({ type: 'authorized', ref: next.last('authorize').ref, expires: at(9) })
    expect(await asked).toEqual({ expires: at(9) })
  })

  test('a second token waits for the answer to the first, also where that is refused', async () => {
    const { client, socket, world } = await opened()
    const first = client.authorize('first')
    const second = client.authorize('second')
    await world.settle()
    expect(socket.all('authorize').map(({ token }) => token)).toEqual(['first'])
    const { ref } = socket.last('authorize')
    socket.say({ type: 'error', ref, code: 'unauthorized', message: 'no', retryable: false })
    await expect(first).rejects.toMatchObject({ code: 'unauthorized' })
    await world.settle()
    expect(socket.all('authorize').map(({ token }) => token)).toEqual(['first', 'second'])
    socket.say({ type: 'authorized', ref: socket.last('authorize').ref, expires: at(9) })
    expect(await second).toEqual({ expires: at(9) })
  })

  test('a query that ended because rights changed is subscribed again, under the name it has now', async () => {
    const { client, socket, world } = await opened()
    const live = client.live()
    answer(socket, { hits: [hit('a'), hit('b')] })
    void client.authorize('new')
    await world.settle()
    const { ref } = socket.last('authorize')
    socket.say({ type: 'authorized', ref, expires: at(9) }, { type: 'unsubscribed', ref, queryId: 'q', ended: true })
    expect(live.getSnapshot().state).toBe('subscribing')
    socket.say(hits([hit('c', 1, 1, 9)]))
    answer(socket, { keep: [[key('a'), 1]], queryId: 'q2', upTo: 9 })
    expect(live.getSnapshot()).toMatchObject({ state: 'live', hits: [hit('a')], queryId: 'q2' })
  })
})
