import { describe, expect, test } from 'vitest'
import { FakeWorld } from '../model/fakeWorld.js'
import { at, hits } from '../model/messages.js'

describe('silence', () => {
  test('a ping follows 15 s of silence; without an answer in 15 s the link is given up', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    const socket = await world.open()
    socket.say({ type: 'pong', ref: socket.last('ping').ref, now: at(0) })
    expect(socket.all('ping')).toHaveLength(1)
    await world.advance(14_999)
    expect(socket.all('ping')).toHaveLength(1)
    await world.advance(1)
    expect(socket.all('ping')).toHaveLength(2)
    await world.advance(14_999)
    expect(client.state.state).toBe('open')
    await world.advance(1)
    expect(client.state.state).toBe('disconnected')
    expect(socket.closed).toBe(true)
  })

  test('any message is a sign of life, and none is asked for while messages come', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    const socket = await world.open()
    for (let i = 0; i < 60; i++) {
      socket.say(hits([]))
      await world.advance(5000)
    }
    expect(client.state.state).toBe('open')
    expect(socket.all('ping')).toHaveLength(1)
  })

  test('pongs tell how far apart the clocks are', async () => {
    const world = new FakeWorld()
    world.time = Date.parse(at(0))
    const client = world.connect()
    const socket = await world.open()
    world.time += 200
    socket.say({ type: 'pong', ref: socket.last('ping').ref, now: at(0, 5100) })
    expect(client.state).toMatchObject({ state: 'open', clockOffsetMs: 5000 })
  })

  test('a link whose server said goodbye and does not close is given up', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    const socket = await world.open()
    socket.say({ type: 'goodbye', reason: 'expired', reconnectAfterMs: 100 })
    await world.advance(15_100)
    expect(socket.closed).toBe(true)
    expect(client.state.state).not.toBe('open')
  })
})
