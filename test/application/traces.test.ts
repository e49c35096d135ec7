import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import type { SubscribeRequest } from '../../src/domain/wire/clientMessage.js'
import type { ServerMessage } from '../../src/domain/wire/serverMessage.js'
import { Viewer } from '../support/viewer.js'
import { World } from '../support/world.js'

/** A version of a document that the query `level: in` matches, or does not. */
function version(id: string, number: number, level: 'in' | 'out' = 'in', more: JsonObject = {}): JsonObject {
  return { eventId: id, version: number, level, ...more }
}

async function viewing(world: World, limit?: number): Promise<Viewer> {
  const viewer = new Viewer(world, { level: 'in' }, limit)
  await viewer.open('a')
  await viewer.settle()
  return viewer
}

/** Makes a port's method run `before` first, once. */
function once<T extends object, M extends keyof T>(port: T, method: M, before: () => Promise<unknown>): void {
  const real = (port[method] as (...of: unknown[]) => unknown).bind(port)
  let done = false
  port[method] = (async (...of: unknown[]) => {
    const first = !done
    done = true
    if (first) await before()
    return real(...of)
  }) as T[M]
}

const of = (type: ServerMessage['type']) => (message: ServerMessage) => message.type === type

/** Traces that broke a rule of an earlier wording, by the numbers of the model that found them; real use cases, real client rules. */
describe('a trace that broke a rule', () => {
  it('1: a hit arrives before `subscribed` and is not in the snapshot', async () => {
    const world = new World()
    const viewer = new Viewer(world)
    await viewer.open('a')
    await world.emit([version('e', 1)])
    await world.flush()
    await viewer.settle((mail) => [...mail.filter(of('hits')), ...mail.filter((m) => m.type !== 'hits')])
    expect(viewer.shows).toEqual(['24/e v1'])
  })

  it('2: the last part of a snapshot arrives before part 0', async () => {
    const world = new World()
    await world.emit(Array.from({ length: 9 }, (_, i) => version(`e${i}`, 1, 'in', { note: 'n'.repeat(9000) })))
    const viewer = new Viewer(world)
    await viewer.open('a')
    let parts = 0
    await viewer.settle((mail) => {
      parts = mail.filter(of('snapshot')).length
      return mail.reverse()
    })
    expect(parts).toBeGreaterThan(1)
    expect(viewer.shows.length).toBe(9)
    expect(viewer.query.state).toBe('live')
  })

  it('3: a hit written after the refresh of a snapshot stays when the snapshot completes', async () => {
    const world = new World()
    const viewer = new Viewer(world)
    const search = world.index.search.bind(world.index)
    world.index.search = async (where, request) => {
      const answer = await search(where, request)
      await world.emit([version('e', 1)])
      await world.flush()
      return answer
    }
    await viewer.open('a')
    await viewer.settle()
    expect(viewer.shows).toEqual(['24/e v1'])
  })

  it('4: a delta went to the old connection, and `keep` names a version that is not held', async () => {
    const world = new World()
    const viewer = await viewing(world)
    await world.emit([version('e', 1)])
    await world.flush()
    await viewer.settle()
    await world.emit([version('e', 2)])
    await world.flush()
    // Heard of nothing on the old connection, but the clock: the cursor lies above v2.
    viewer.query = { ...viewer.query, cursor: new Date(world.clock.now()).toISOString() }
    await viewer.open('b')
    expect(viewer.mail.filter(of('snapshot'))).toMatchObject([{ hits: [], keep: [['2026-11-24/e', 2]] }])
    await viewer.settle()
    expect(viewer.shows).toEqual(['24/e v2'])
  })

  it('5: a late `removed` drops no newer version, a patch may come before its base, and a fetch needs no refresh', async () => {
    const world = new World()
    const viewer = await viewing(world)
    const { refresh, search } = world.index
    const fails = () => Promise.reject(new Error('a fetch is no search'))
    Object.assign(world.index, { refresh: fails, search: fails })
    for (const [n, level] of [
      [1, 'in'],
      [2, 'out'],
      [3, 'in'],
      [4, 'in'],
    ] as const) {
      await world.emit([version('e', n, level, { note: 'n'.repeat(500) })])
    }
    const [v1, v2, v3, v4] = world.deltas.splice(0)
    for (const delta of [v1, v4, v3, v2]) if (delta !== undefined) await world.deliver([delta])
    await viewer.settle()
    expect(viewer.shows).toEqual(['24/e v4'])
    Object.assign(world.index, { refresh, search })
    await viewer.verify()
    expect(viewer.shows).toEqual(['24/e v4'])
  })

  it('6: a late version with a newer timestamp is no ghost of a trimmed one', async () => {
    const world = new World()
    const viewer = await viewing(world, 1)
    const at = (minute: number) => ({ timestamp: `2026-11-24T09:${minute}:00Z` })
    await world.emit([version('keeps', 1, 'in', at(20)), version('e', 1, 'in', at(10))])
    await world.emit([version('e', 2, 'in', at(29))])
    await world.emit([version('e', 3, 'in', at(11))])
    const [keeps, , v2, v3] = world.deltas.splice(0)
    for (const delta of [keeps, v3, v2]) if (delta !== undefined) await world.deliver([delta])
    await viewer.settle()
    expect(viewer.shows).toEqual(['24/keeps v1'])
  })

  it('8: one id on two days is two documents, told, kept and removed apart', async () => {
    const world = new World()
    const viewer = await viewing(world)
    const yesterday = { timestamp: '2026-11-23T09:00:00Z' }
    await world.emit([version('e', 1), version('e', 1, 'in', yesterday)])
    await world.flush()
    await viewer.settle()
    expect(viewer.shows).toEqual(['23/e v1', '24/e v1'])
    await world.emit([version('e', 2, 'out', yesterday)])
    await world.flush()
    await viewer.verify()
    expect(viewer.shows).toEqual(['24/e v1'])
  })

  it('9: an empty snapshot, then a version that was outdated before it is delivered again', async () => {
    const world = new World()
    await world.emit([version('e', 1)])
    const [v1] = world.deltas.splice(0)
    await world.emit([version('e', 2, 'out')])
    await world.flush()
    const viewer = await viewing(world)
    if (v1 !== undefined) await world.deliver([v1])
    await viewer.settle()
    expect(viewer.shows).toEqual([])
    // The event itself is delivered again, too: told from what is stored, it removes.
    await world.emit([version('e', 1)], false)
    await world.emit([version('e', 2, 'out')], false)
    await world.flush()
    await viewer.settle()
    expect(viewer.shows).toEqual([])
  })

  it('10: the last subscriber leaves while another comes: the query stays', async () => {
    for (const first of ['leaves', 'comes']) {
      const world = new World()
      await viewing(world)
      const subscriptions = await world.store.subscriptions('a')
      const { queryId } = subscriptions[0]?.query ?? { queryId: '' }
      const other = new Viewer(world)
      const leave = () => world.session.receive('a', { action: 'unsubscribe', ref: 'u', queryId, of: 'v.1' })
      const come = () => other.open('b')
      await Promise.all(first === 'leaves' ? [leave(), come()] : [come(), leave()])
      await other.settle()
      await world.emit([version('e', 1)])
      // Long after any lease of those who left.
      world.clock.advance(120_000)
      await world.flush()
      await other.settle()
      expect(other.shows).toEqual(['24/e v1'])
      expect(await world.store.subscriptions('a')).toEqual([])
    }
  })

  it('11: of two workers that both read nothing, the later write tells what it replaced', async () => {
    const world = new World()
    const viewer = await viewing(world)
    // Y is about to write v3 when X writes v1.
    once(world.index, 'write', () => world.emit([version('e', 1)]))
    await world.emit([version('e', 3, 'out')])
    expect(world.deltas).toMatchObject([
      { now: { version: 1 }, was: [] },
      { now: { version: 3 }, was: [{ version: 1 }] },
    ])
    await world.flush()
    await viewer.settle()
    expect(viewer.shows).toEqual([])
  })

  it('12: a version older than maxDeltaAge is told removed after a crash between index and delta', async () => {
    const world = new World()
    const viewer = await viewing(world)
    await world.emit([version('e', 1)])
    await world.flush()
    await viewer.settle()
    world.clock.advance(600_000)
    await world.emit([version('e', 2, 'out')])
    world.deltas.length = 0
    for (const n of [3, 4, 5]) await world.emit([version('e', n, 'out')])
    // Of all of them only one arrives: the trail of any has v1.
    await world.deliver(world.deltas.splice(0).slice(-1))
    await viewer.settle()
    expect(viewer.shows).toEqual([])
  })

  it('13: an unsubscribe that is handled beside a later subscribe ends nothing', async () => {
    const world = new World()
    await world.connect('a')
    const subscribe = (ref: string): SubscribeRequest => {
      return { action: 'subscribe', ref, query: { where: { level: 'in' } }, snapshot: false }
    }
    const [told] = await world.ask('a', subscribe('r1'))
    const { queryId } = told as { queryId: string }
    for (let steps = 0; steps < 8; steps++) {
      const [before, after] = [`r${steps + 1}`, `r${steps + 2}`]
      const subscribed = world.session.receive('a', subscribe(after))
      for (let i = 0; i < steps; i++) await Promise.resolve()
      const end = { action: 'unsubscribe', ref: 'u', queryId, of: before } as const
      await Promise.all([subscribed, world.session.receive('a', end)])
      expect(await world.store.subscriptions('a')).toMatchObject([{ ref: after }])
    }
    world.outbox.take('a')
    await world.emit([version('e', 1)])
    await world.flush()
    expect(world.outbox.take('a')).toMatchObject([{ type: 'hits', queryId }])
  })

  it('14: a duplicate with another body tells what is stored', async () => {
    const world = new World()
    const viewer = await viewing(world)
    await world.emit([version('e', 1, 'in', { team: 'stored' })])
    world.deltas.length = 0
    await world.emit([version('e', 1, 'out', { team: 'sent again' })], false)
    await world.flush()
    await viewer.settle()
    expect(viewer.query.order).toMatchObject([{ eventId: 'e', team: 'stored' }])
  })
})
