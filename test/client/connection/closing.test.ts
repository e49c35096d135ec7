import { describe, expect, test } from 'vitest'
import { RequestError } from '../../../client/src/index.js'
import { FakeWorld } from '../model/fakeWorld.js'
import { answer, at, hit } from '../model/messages.js'

describe('closing', () => {
  test('ends queries and requests, and leaves no timer or listener behind', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    const live = client.live()
    const socket = await world.open()
    answer(socket, { hits: [hit('a')] })
    const older = client.older({})
    const loading = live.load('2026-11-24/a')
    client.close()
    await expect(older).rejects.toMatchObject({ code: 'closed' })
    await expect(loading).rejects.toMatchObject({ code: 'closed' })
    await expect(client.summarize({ query: {}, from: at(0), interval: '5s' })).rejects.toBeInstanceOf(RequestError)
    expect(live.getSnapshot()).toMatchObject({ state: 'closed', hits: [{ eventId: 'a' }] })
    expect(client.live().getSnapshot().state).toBe('closed')
    expect(client.state.state).toBe('closed')
    expect(socket.closed).toBe(true)
    expect([world.timers, world.listening]).toEqual([0, 0])
    client.retryNow()
    await world.advance(600_000)
    expect(world.sockets).toHaveLength(1)
  })

  test('while the credential is awaited, nothing is opened after', async () => {
    const world = new FakeWorld()
    let give: (token: string) => void = () => {}
    const client = world.connect({ credential: () => new Promise<string>((resolve) => (give = resolve)) })
    await world.settle()
    client.close()
    give('t')
    await world.advance(60_000)
    expect(world.sockets).toHaveLength(0)
  })
})
