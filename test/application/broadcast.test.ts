import { describe, expect, it } from 'vitest'
import type { SubscribeRequest } from '../../src/domain/wire/clientMessage.js'
import type { Hits, ServerMessage } from '../../src/domain/wire/serverMessage.js'
import { World } from '../support/world.js'

function subscribe(where: unknown, more: Partial<SubscribeRequest> = {}): SubscribeRequest {
  return { action: 'subscribe', ref: 'r', query: { where }, snapshot: false, ...more }
}

async function watching(world: World, id: string, where: unknown, more: Partial<SubscribeRequest> = {}) {
  if ((await world.store.connection(id)) === undefined) await world.connect(id)
  const [answer] = await world.ask(id, subscribe(where, more))
  return (answer as { queryId: string }).queryId
}

const hitsOf = (messages: readonly ServerMessage[]) => messages.filter((m): m is Hits => m.type === 'hits')
const ids = (messages: readonly ServerMessage[]) => hitsOf(messages).flatMap((m) => m.hits.map((h) => h.eventId))

describe('broadcast', () => {
  it('tells those whose query matches, and nobody else', async () => {
    const world = new World()
    await watching(world, 'a', { service: 'checkout' })
    await watching(world, 'b', { service: 'payments' })
    await watching(world, 'c', {})
    await world.emit([
      { eventId: 'e1', service: 'checkout' },
      { eventId: 'e2', service: 'cart' },
    ])
    await world.flush()
    expect(ids(world.outbox.take('a'))).toEqual(['e1'])
    expect(world.outbox.take('b')).toEqual([])
    expect(ids(world.outbox.take('c'))).toEqual(['e1', 'e2'])
  })

  it('makes one message and one frame for all who look at the same thing', async () => {
    const world = new World()
    for (let i = 0; i < 50; i++) await watching(world, `v${i}`, { service: 'checkout' })
    await world.emit(Array.from({ length: 20 }, (_, i) => ({ eventId: `e${i}`, service: 'checkout' })))
    await world.flush()
    expect(world.telemetry.work).toEqual({ visited: 20, matched: 20, serialised: 1 })
    const frames = Array.from({ length: 50 }, (_, i) => world.outbox.frames.get(`v${i}`)?.[0])
    expect(new Set(frames).size).toBe(1)
    expect(world.telemetry.sentTotal).toMatchObject({ deliveries: 1000, frames: 50 })
  })

  it('does no work that grows with those who look elsewhere', async () => {
    const world = new World()
    for (let i = 0; i < 300; i++) {
      await watching(world, `v${Math.floor(i / 100)}`, { service: `other-${i}` })
    }
    await watching(world, 'a', { service: 'checkout' })
    await world.emit([{ eventId: 'e1', service: 'checkout' }])
    await world.flush()
    expect(world.telemetry.work.visited).toBe(1)
  })

  it('packs what one connection looks at into one frame, and gives others one message a frame', async () => {
    const world = new World()
    await world.connect('packed')
    await world.connect('plain', { packed: false })
    for (const id of ['packed', 'plain']) {
      await watching(world, id, { service: 'checkout' })
      await watching(world, id, { level: 'error' })
    }
    world.outbox.frames.clear()
    await world.emit([{ eventId: 'e1', service: 'checkout', level: 'error' }])
    await world.flush()
    expect(world.outbox.frames.get('packed')?.length).toBe(1)
    expect(world.outbox.frames.get('plain')?.length).toBe(2)
    expect(ids(world.outbox.take('packed'))).toEqual(['e1', 'e1'])
  })

  it('tells an update as a patch to who had the version before', async () => {
    const world = new World()
    await watching(world, 'a', { service: 'checkout' })
    await world.emit([{ eventId: 'e1', service: 'checkout', level: 'info', message: 'm'.repeat(300) }])
    await world.emit([{ eventId: 'e1', version: 2, service: 'checkout', level: 'error', message: 'm'.repeat(300) }])
    await world.flush()
    const [message] = hitsOf(world.outbox.take('a'))
    expect(message?.hits).toMatchObject([{ version: 1 }])
    expect(message?.changed).toMatchObject([
      { key: '2026-11-24/e1', version: 2, base: 1, set: { level: 'error', ingestedAt: expect.any(String) } },
    ])
    expect(message?.changed?.[0]?.set).not.toHaveProperty('message')
  })

  it('tells an update that enters a query whole, and one that leaves it as removed', async () => {
    const world = new World()
    await watching(world, 'errors', { level: 'error' })
    await watching(world, 'infos', { level: 'info' })
    await world.emit([{ eventId: 'e1', level: 'info' }])
    await world.flush()
    world.outbox.take('infos')
    await world.emit([{ eventId: 'e1', version: 2, level: 'error' }])
    await world.flush()
    expect(hitsOf(world.outbox.take('errors'))).toMatchObject([{ hits: [{ version: 2, level: 'error' }] }])
    expect(hitsOf(world.outbox.take('infos'))).toMatchObject([
      { hits: [], removed: [{ key: '2026-11-24/e1', version: 2 }] },
    ])
  })

  it('reaches the channels of the document as it was', async () => {
    const world = new World()
    await watching(world, 'a', { service: 'checkout' })
    await world.emit([{ eventId: 'e1', service: 'checkout' }])
    await world.emit([{ eventId: 'e1', version: 2, service: 'payments' }])
    await world.flush()
    expect(hitsOf(world.outbox.take('a'))[0]?.removed).toEqual([{ key: '2026-11-24/e1', version: 2 }])
  })

  it('tells removed to who matched any earlier version of the trail: the removal may have been lost', async () => {
    const world = new World()
    await watching(world, 'a', { level: 'v1' })
    for (const version of [1, 2, 3]) await world.emit([{ eventId: 'e1', version, level: `v${version}` }])
    await world.deliver(world.deltas.slice(-1))
    expect(hitsOf(world.outbox.take('a'))[0]?.removed).toEqual([{ key: '2026-11-24/e1', version: 3 }])
  })

  it('does no harm when it is given a delta twice', async () => {
    const world = new World()
    await watching(world, 'a', {})
    await world.emit([{ eventId: 'e1' }])
    const deltas = world.deltas.splice(0)
    await world.deliver(deltas)
    await world.deliver(deltas)
    expect(ids(world.outbox.take('a'))).toEqual(['e1', 'e1'])
  })

  it('reads a delta that came by reference, and lets one whose document is gone be', async () => {
    const world = new World()
    await watching(world, 'a', {})
    await world.emit([{ eventId: 'e1' }])
    const ingestedAt = new Date(world.clock.now()).toISOString()
    const reference = (key: string) => ({ key, byReference: true, ingestedAt }) as const
    expect(await world.deliver([reference('2026-11-24/e1'), reference('2026-11-24/nobody')])).toEqual(['done', 'done'])
    expect(ids(world.outbox.take('a'))).toEqual(['e1'])
  })

  it('buries a delta that is too old, and counts it', async () => {
    const world = new World()
    await watching(world, 'a', {})
    await world.emit([{ eventId: 'e1' }])
    world.clock.advance(300_001)
    expect(await world.flush()).toMatchObject([{ dead: { code: 'too_old' } }])
    expect(world.telemetry.dead).toBe(1)
    expect(world.outbox.take('a')).toEqual([])
  })

  it('asks for many channels with no more than a thousand reads at a time', async () => {
    const world = new World()
    await watching(world, 'a', { service: 's29-99' })
    const queries = world.store.queries.bind(world.store)
    let [asked, most] = [0, 0]
    world.store.queries = async (channel, held) => {
      most = Math.max(most, ++asked)
      await Promise.resolve()
      asked--
      return queries(channel, held)
    }
    const values = (i: number) => Array.from({ length: 100 }, (_, k) => `s${i}-${k}`)
    await world.emit(Array.from({ length: 30 }, (_, i) => ({ eventId: `e${i}`, service: values(i) })))
    await world.flush()
    expect(ids(world.outbox.take('a'))).toEqual(['e29'])
    expect(most).toBeLessThanOrEqual(1000)
  })

  it('forgets at once who is gone', async () => {
    const world = new World()
    await watching(world, 'a', {})
    world.outbox.gone.add('a')
    await world.emit([{ eventId: 'e1' }])
    await world.flush()
    expect(await world.store.connection('a')).toBeUndefined()
  })

  it('splits what is too much for a frame, and loses nothing', async () => {
    const world = new World()
    await watching(world, 'a', {})
    await world.emit(Array.from({ length: 200 }, (_, i) => ({ eventId: `e${i}`, note: 'x'.repeat(1000) })))
    await world.flush()
    expect(world.outbox.frames.get('a')?.length).toBeGreaterThan(5)
    expect(ids(world.outbox.take('a'))).toEqual(Array.from({ length: 200 }, (_, i) => `e${i}`))
  })
})

describe('overload', () => {
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ eventId: `e${from + i}`, service: `s${i % 3}` }))

  it('thins out for who asked for a sample, tells how many it dropped, and spares the others', async () => {
    const world = new World({ settings: { sampleAbove: 100 } })
    await watching(world, 'sampled', {}, { policy: 'sample' })
    await watching(world, 'whole', {}, { policy: 'batch' })
    await watching(world, 'latest', {}, { policy: 'latest' })
    await world.emit(many(0, 400))
    await world.flush()
    const sampled = hitsOf(world.outbox.take('sampled'))
    const kept = ids(sampled).length
    expect(kept).toBeGreaterThan(50)
    expect(kept).toBeLessThan(150)
    expect(sampled.reduce((n, m) => n + (m.dropped ?? 0), 0)).toBe(400 - kept)
    expect(ids(world.outbox.take('whole')).length).toBe(400)
    const latest = hitsOf(world.outbox.take('latest'))
    expect(
      latest
        .flatMap((m) => m.hits)
        .map((h) => h['service'])
        .sort(),
    ).toEqual(['s0', 's1', 's2'])
    expect(latest.reduce((n, m) => n + (m.dropped ?? 0), 0)).toBe(397)
    expect(world.telemetry.droppedTotal.sampled).toBe(400 - kept + 397)
  })

  it('never leaves out a removal', async () => {
    const world = new World({ settings: { sampleAbove: 1 } })
    await watching(world, 'a', { level: 'info' }, { policy: 'sample' })
    await world.emit(many(0, 50).map((e) => ({ ...e, level: 'info' })))
    await world.emit(many(0, 50).map((e) => ({ ...e, version: 2, level: 'error' })))
    await world.flush()
    expect(hitsOf(world.outbox.take('a')).flatMap((m) => m.removed ?? []).length).toBe(50)
  })

  it('sends all again once the rate is back', async () => {
    const world = new World({ settings: { sampleAbove: 100 } })
    await watching(world, 'a', {}, { policy: 'sample' })
    await world.emit(many(0, 400))
    await world.flush()
    world.outbox.take('a')
    world.clock.advance(2000)
    await world.emit(many(400, 90))
    await world.flush()
    const after = hitsOf(world.outbox.take('a'))
    expect(ids(after).length).toBe(90)
    expect(after.every((m) => m.dropped === undefined)).toBe(true)
  })
})
