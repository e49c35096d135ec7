import { describe, expect, test } from 'vitest'
import { FakeWorld } from '../model/fakeWorld.js'
import { answer, at, hit, hits, snapshot } from '../model/messages.js'

describe('make before break', () => {
  async function replaced(chance = 0.5) {
    const world = new FakeWorld()
    world.chance = chance
    const client = world.connect({ maxAgeMs: 100_000, pingAfterMs: 1_000_000, verifyEveryMs: 10_000_000 })
    const live = client.live()
    const old = await world.open()
    old.say({ type: 'pong', ref: old.last('ping').ref, now: at(0) })
    answer(old, { hits: [hit('a')] })
    return { world, client, live, old }
  }

  test.each([
    [0, 50_000],
    [0.999, 89_960],
  ])('at chance %d the link is replaced after %d ms of 100,000', async (chance, ms) => {
    const { world } = await replaced(chance)
    await world.advance(ms - 1)
    expect(world.sockets).toHaveLength(1)
    await world.advance(1)
    expect(world.sockets).toHaveLength(2)
  })

  test('the old link serves until all is subscribed on the new one', async () => {
    const { world, client, live, old } = await replaced()
    await world.advance(70_000)
    const next = await world.open()
    expect(next.last('subscribe').since).toBe(at(59, 0))
    expect(live.getSnapshot().state).toBe('live')
    old.say(hits([hit('b', 1, 1, 5)]))
    const { ref } = next.last('subscribe')
    next.say({ type: 'subscribed', ref, queryId: 'q' })
    next.say(hits([hit('c', 1, 2, 6)]))
    expect(old.closed).toBe(false)
    const before = client.older({})
    expect(old.all('older')).toHaveLength(1)
    next.say(snapshot(ref, { hits: [hit('b', 1, 1, 5)], keep: [['2026-11-24/a', 1]], upTo: 5 }))
    expect(old.closed).toBe(true)
    expect(live.getSnapshot().hits.map((each) => each.eventId)).toEqual(['c', 'b', 'a'])
    expect(live.getSnapshot().state).toBe('live')
    next.say({ type: 'older', ref: next.last('older').ref, part: 0, last: true, hits: [] })
    expect((await before).hits).toEqual([])
    await world.advance(70_000)
    expect(world.sockets, 'the new one has an age too').toHaveLength(3)
  })

  test('if the new link fails, all is subscribed on the old one again and another is tried', async () => {
    const { world, live, old } = await replaced()
    await world.advance(70_000)
    const next = await world.open()
    next.end()
    expect(old.all('subscribe')).toHaveLength(2)
    answer(old, { hits: [hit('a')] })
    expect(live.getSnapshot().state).toBe('live')
    await world.advance(1000)
    expect(world.sockets).toHaveLength(3)
  })

  test('if the old link fails meanwhile, the new one takes over', async () => {
    const { world, client, live, old } = await replaced()
    await world.advance(70_000)
    const next = await world.open()
    old.end()
    expect(client.state.state).toBe('open')
    expect(live.getSnapshot().state).toBe('subscribing')
    answer(next, { hits: [hit('a')] })
    expect(live.getSnapshot().state).toBe('live')
    await world.advance(30_000)
    expect(world.sockets).toHaveLength(2)
  })

  test('if the old link fails before the new one is open, it is waited for', async () => {
    const { world, client, live, old } = await replaced()
    await world.advance(70_000)
    old.end()
    expect(client.state.state).toBe('connecting')
    const next = await world.open()
    answer(next)
    expect(live.getSnapshot().state).toBe('live')
  })

  test.each(['draining', 'max_age'] as const)('a goodbye for %s is not waited out', async (reason) => {
    const { world, client, old } = await replaced()
    old.say({ type: 'goodbye', reason, reconnectAfterMs: 2000 })
    await world.advance(2500)
    const next = await world.open()
    expect(world.sockets).toHaveLength(2)
    answer(next)
    expect(old.closed).toBe(true)
    expect(client.state.state).toBe('open')
  })

  test('a link that was dialled with the token before `authorize` gives place to one with the fresh token', async () => {
    const world = new FakeWorld()
    const client = world.connect({ credential: 'old', maxAgeMs: 100_000, pingAfterMs: 1e6, verifyEveryMs: 1e7 })
    client.live()
    const first = await world.open()
    answer(first)
    first.say({ type: 'pong', ref: first.last('ping').ref, now: at(0) })
    await world.advance(69_000)
    const authorized = client.authorize('fresh')
    await world.settle()
    await world.advance(1000)
    const stale = await world.open()
    expect(stale.protocols).toContain('bearer.old')
    first.say({ type: 'authorized', ref: first.last('authorize').ref, expires: at(0) })
    await authorized
    await world.advance(2000)
    expect(stale.closed).toBe(true)
    expect(first.closed).toBe(false)
    expect((await world.open()).protocols).toContain('bearer.fresh')
  })
})
