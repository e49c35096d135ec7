import { describe, expect, test } from 'vitest'
import { connect } from '../../../client/src/index.js'
import { FakeWorld } from '../model/fakeWorld.js'

describe('opening', () => {
  test('without a WebSocket class it says which option is missing', () => {
    expect(() => connect({ url: 'ws://localhost/ws' })).toThrow(/option WebSocket is required/)
  })

  test('an address that is none is refused at once', () => {
    expect(() => new FakeWorld().connect({ url: 'nowhere' })).toThrow(/URL/)
  })

  test('offers the protocol alone, or beside it a token or a key', async () => {
    const world = new FakeWorld()
    world.connect({ url: 'https://board.example/ws' })
    await world.settle()
    expect(world.socket.protocols).toEqual(['deltaboard.v1'])
    expect(world.socket.url).toBe('wss://board.example/ws')
    world.connect({ credential: 'a.b.c' })
    await world.settle()
    expect(world.socket.protocols).toEqual(['deltaboard.v1', 'bearer.a.b.c'])
    world.connect({ credential: async () => 'k1', credentialKind: 'key' })
    await world.settle()
    expect(world.socket.protocols).toEqual(['deltaboard.v1', 'key.k1'])
  })

  test('state goes from connecting to open, and listeners are told', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    const seen: string[] = []
    const stop = client.subscribe(() => seen.push(client.state.state))
    expect(client.state.state).toBe('connecting')
    await world.open()
    expect(client.state.state).toBe('open')
    expect(client.state).toBe(client.state)
    stop()
    client.close()
    expect(seen).toEqual(['open'])
  })

  test('an opening that hangs is given up', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    await world.advance(15_000)
    expect(world.socket.closed).toBe(true)
    expect(client.state.state).toBe('disconnected')
  })
})
