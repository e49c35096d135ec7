import { describe, expect, test } from 'vitest'
import { endpointsOf } from '../../../client/src/endpoints/endpointsOf.js'
import { ranked } from '../../../client/src/endpoints/ranked.js'
import { FakeWorld } from '../model/fakeWorld.js'

const listed = ['a', 'b', 'c'].map((id) => ({ id, url: `wss://${id}.example/ws` }))
const order = ranked(listed, 'me').map(({ url }) => url) as [string, string, string]

const good = () => Response.json({ endpoints: listed })

/** A client of a world with three endpoints, which `answers` lists. */
function board(answer = good) {
  const world = new FakeWorld()
  const asked: string[] = []
  const url = endpointsOf('https://board.example/endpoints.json', {
    clientId: 'me',
    now: () => world.time,
    fetch: async (address) => {
      asked.push(address)
      return answer()
    },
  })
  const answers = (other: () => Response) => {
    answer = other
  }
  return { world, asked, answers, client: world.connect({ url }) }
}

describe('a client of several endpoints', () => {
  test('goes to its own, and tells it by its name', async () => {
    const { world, asked, client } = board()
    await world.open()
    expect(client.state.state).toBe('open')
    expect(world.socket.url).toBe(order[0])
    expect(asked).toEqual(['https://board.example/endpoints.json'])
  })

  test('goes to the next in its order when one refuses, as late as ever, and round again', async () => {
    const { world, client } = board()
    await world.open()
    const waits: number[] = []
    for (let i = 0; i < 4; i++) {
      world.socket.end(1013)
      waits.push((client.state.retryAt ?? 0) - world.time)
      await world.advance(waits[i] ?? 0)
      await world.open()
    }
    expect(world.sockets.map(({ url }) => url)).toEqual([...order, order[0], order[1]])
    expect(waits).toEqual([500, 1000, 2000, 4000])
  })

  test('an endpoint that does not open is no refusal of the credential while the next one does', async () => {
    const { world, client } = board()
    await world.settle()
    world.socket.end()
    await world.advance(1000)
    await world.open()
    expect([client.state.state, world.socket.url]).toEqual(['open', order[1]])
  })

  test('tries its own again when a connection elsewhere has held and ends', async () => {
    const { world } = board()
    await world.open()
    world.socket.end()
    await world.advance(1000)
    await world.open()
    expect(world.socket.url).toBe(order[1])
    await world.advance(10_000)
    world.socket.end()
    await world.advance(1000)
    expect(world.socket.url).toBe(order[0])
  })

  test('tries its own again when its connection elsewhere is replaced for its age, without a break', async () => {
    const { world, client } = board()
    await world.open()
    world.socket.end()
    await world.advance(1000)
    const elsewhere = await world.open()
    const opened = world.sockets.length
    while (world.sockets.length === opened) {
      elsewhere.say({ type: 'pong', ref: 'p', now: new Date(world.time).toISOString() })
      await world.advance(10_000)
    }
    expect(world.socket.url).toBe(order[0])
    world.socket.end()
    while (world.sockets.length === opened + 1) {
      elsewhere.say({ type: 'pong', ref: 'p', now: new Date(world.time).toISOString() })
      await world.advance(500)
    }
    expect(world.socket.url, 'its own is still down').toBe(order[1])
    expect(client.state.state).toBe('open')
    expect(elsewhere.closed).toBe(false)
  })

  test('stays with its own where the machine was offline', async () => {
    const { world } = board()
    await world.open()
    await world.advance(10_000)
    world.isOnline = false
    await world.tell()
    await world.advance(600_000)
    world.isOnline = true
    await world.tell()
    await world.open()
    expect(world.socket.url).toBe(order[0])
  })
})

describe('the list', () => {
  test('is read again for a connection a minute later, and what is added then counts', async () => {
    const { world, asked, answers } = board()
    await world.open()
    world.socket.end()
    await world.advance(1000)
    expect(asked).toHaveLength(1)
    await world.open()
    world.time += 60_000
    answers(() => Response.json({ endpoints: [{ id: 'only', url: 'wss://only.example/ws' }] }))
    world.socket.end()
    await world.advance(1000)
    await eventuallySettled(world, () => world.sockets.length === 3)
    expect(asked).toHaveLength(2)
    expect(world.socket.url).toBe('wss://only.example/ws')
  })

  test.each([
    ['is not to be had', () => new Response('', { status: 503 }), /503/],
    ['is no JSON', () => new Response('<html>'), /JSON/],
    ['lists none', () => Response.json({ endpoints: [] }), /no endpoint/],
  ])('that %s is asked for again, as late as a connection', async (_, wrong, reason) => {
    const { world, answers, client } = board(wrong)
    await eventuallySettled(world, () => client.state.state === 'disconnected')
    expect(client.state.reason).toMatch(reason)
    answers(good)
    await world.advance(1000)
    await eventuallySettled(world, () => world.sockets.length === 1)
    expect(world.socket.url).toBe(order[0])
  })

  test('that is not to be had any more goes on as it was known', async () => {
    const { world, answers } = board()
    await world.open()
    world.time += 60_000
    answers(() => new Response('', { status: 503 }))
    world.socket.end()
    await world.advance(1000)
    await eventuallySettled(world, () => world.sockets.length === 2)
    expect(world.socket.url).toBe(order[0])
  })
})

/** Reading a response takes more turns than a promise. */
async function eventuallySettled(world: FakeWorld, done: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !done(); i++) await new Promise((go) => setImmediate(go))
  await world.settle()
  expect(done()).toBe(true)
}
