import { describe, expect, test } from 'vitest'
import { answer, hit, hits } from '../model/messages.js'
import { opened } from '../model/opened.js'

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
