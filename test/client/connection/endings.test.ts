import { describe, expect, test } from 'vitest'
import { answer, hit, hits } from '../model/messages.js'
import { opened } from '../model/opened.js'

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
