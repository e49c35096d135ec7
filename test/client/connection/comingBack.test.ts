import { describe, expect, test } from 'vitest'
import { FakeWorld } from '../model/fakeWorld.js'
import { answer, at } from '../model/messages.js'

describe('coming back', () => {
  test('backs off by full jitter, doubling up to a minute', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    await world.open()
    world.chance = 0.25
    const waits: number[] = []
    for (let i = 0; i < 9; i++) {
      world.socket.end()
      waits.push((client.state.retryAt ?? 0) - world.time)
      await world.advance(waits.at(-1) ?? 0)
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
  })

  test('a link that held for a while makes the next failure a first one', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    await world.open()
    for (let i = 0; i < 5; i++) {
      world.socket.end()
      await world.advance((client.state.retryAt ?? 0) - world.time)
    }
    await world.open()
    await world.advance(10_000)
    world.socket.end()
    expect((client.state.retryAt ?? 0) - world.time).toBe(500)
  })

  test('waits as long as the goodbye says, and some more by chance', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    await world.open()
    world.socket.say({ type: 'goodbye', reason: 'slow', reconnectAfterMs: 7000 })
    world.socket.end(4429)
    expect(client.state).toMatchObject({ state: 'disconnected', reason: 'slow', retryAt: world.time + 7500 })
  })

  test.each([1000, 1001, 1006, 1013, 4429])('comes back after close code %d', async (code) => {
    const world = new FakeWorld()
    world.connect()
    await world.open()
    world.socket.end(code)
    await world.advance(1000)
    expect(world.sockets).toHaveLength(2)
  })

  test.each([4401, 4403])('does not come back after close code %d until it is told to', async (code) => {
    const world = new FakeWorld()
    let asked = 0
    const client = world.connect({ credential: () => `t${++asked}` })
    const live = client.live()
    await world.open()
    world.socket.end(code)
    await world.advance(600_000)
    expect(client.state.state).toBe('unauthorized')
    expect(live.getSnapshot().state).toBe('disconnected')
    expect(world.sockets).toHaveLength(1)
    client.retryNow()
    await world.open()
    expect(world.socket.protocols).toEqual(['deltaboard.v1', 'bearer.t2'])
    expect(client.state.state).toBe('open')
  })

  test('the reason of the goodbye stands for the code where there is none', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    await world.open()
    world.socket.say({ type: 'goodbye', reason: 'unauthorized', reconnectAfterMs: 0 })
    world.socket.end(1000)
    expect(client.state).toMatchObject({ state: 'unauthorized', reason: 'unauthorized' })
  })

  test('an expired token has the credential asked again', async () => {
    const world = new FakeWorld()
    let asked = 0
    world.connect({ credential: async () => `t${++asked}` })
    await world.open()
    world.socket.say({ type: 'goodbye', reason: 'expired', reconnectAfterMs: 0 })
    world.socket.end(4408)
    await world.advance(1000)
    expect(world.socket.protocols[1]).toBe('bearer.t2')
  })

  test('a credential that can not be had is asked for again later', async () => {
    const world = new FakeWorld()
    let asked = 0
    const client = world.connect({
      credential: () => {
        if (++asked < 5) throw new Error('login service is down')
        return 't'
      },
    })
    await world.settle()
    expect(client.state).toMatchObject({
      state: 'disconnected',
      reason: expect.stringMatching('login service is down'),
    })
    await world.advance(60_000)
    expect(world.socket.protocols[1]).toBe('bearer.t')
  })

  test('three first opens that fail count as a refusal', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    for (let i = 0; i < 3; i++) {
      await world.settle()
      world.socket.end()
      await world.advance(60_000)
    }
    expect(client.state.state).toBe('unauthorized')
    expect(world.sockets).toHaveLength(3)
    client.retryNow()
    await world.open()
    for (let i = 0; i < 5; i++) {
      world.socket.end()
      await world.advance(60_000)
    }
    expect(client.state.state, 'later ones do not').not.toBe('unauthorized')
  })

  test('opens that fail while the machine is offline do not count, and it comes back when the network does', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    world.isOnline = false
    for (let i = 0; i < 4; i++) {
      await world.settle()
      world.socket.end()
      await world.advance(60_000)
    }
    world.socket.end()
    const before = world.sockets.length
    expect(client.state.state).toBe('disconnected')
    world.isOnline = true
    await world.tell()
    expect(world.sockets).toHaveLength(before + 1)
  })

  test('nothing is live once the machine is offline, and all comes back with the network', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    const live = client.live()
    const socket = await world.open()
    answer(socket)
    expect(live.getSnapshot().state).toBe('live')
    world.isOnline = false
    await world.tell()
    expect(socket.closed).toBe(true)
    expect([client.state.state, live.getSnapshot().state]).toEqual(['disconnected', 'disconnected'])
    world.isOnline = true
    await world.tell()
    answer(await world.open())
    expect(live.getSnapshot().state).toBe('live')
    await world.tell()
    expect(world.sockets).toHaveLength(2)
  })

  test('a tab that is looked at again comes back at once, and one that is open asks for a sign of life', async () => {
    const world = new FakeWorld()
    world.connect()
    await world.open()
    world.socket.end()
    world.isHidden = true
    await world.tell()
    expect(world.sockets).toHaveLength(1)
    world.isHidden = false
    await world.tell()
    const socket = await world.open()
    expect(world.sockets).toHaveLength(2)
    socket.say({ type: 'pong', ref: socket.last('ping').ref, now: at(0) })
    await world.advance(15_000)
    socket.say({ type: 'pong', ref: socket.last('ping').ref, now: at(0) })
    world.time += 3_600_000 // The machine slept: no timer ran.
    const pings = socket.all('ping').length
    await world.tell()
    expect(socket.all('ping')).toHaveLength(pings + 1)
  })

  test('retryNow does not wait', async () => {
    const world = new FakeWorld()
    const client = world.connect()
    await world.open()
    world.socket.end()
    client.retryNow()
    await world.open()
    expect(client.state.state).toBe('open')
    await world.advance(60_000)
    expect(world.sockets.filter((socket) => !socket.closed)).toHaveLength(1)
  })
})
