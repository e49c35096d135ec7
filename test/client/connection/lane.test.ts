import { describe, expect, test } from 'vitest'
import { answer, at, changed, hit, hits, key } from '../model/messages.js'
import { opened } from '../model/opened.js'

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
