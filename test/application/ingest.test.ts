import { describe, expect, it } from 'vitest'
import { rounds } from '../../src/application/ingest/rounds.js'
import type { HitIndex } from '../../src/ports/hitIndex.js'
import { World } from '../support/world.js'

const key = '2026-11-24/e1'

describe('ingest', () => {
  it('indexes an event, then publishes what changed', async () => {
    const world = new World()
    expect(await world.emit([{ eventId: 'e1', service: 'checkout' }])).toEqual(['done'])
    const found = await world.index.get([key])
    expect(found.get(key)?.stored.hit).toMatchObject({ service: 'checkout', version: 1 })
    expect(world.deltas).toMatchObject([{ key, now: { eventId: 'e1' }, was: [] }])
    expect(world.telemetry.outcomes).toEqual({ indexed: 1 })
  })

  it('gives one verdict an event: a bad one fails alone, with its code', async () => {
    const world = new World()
    const verdicts = await world.emit([{ eventId: 'a' }, { version: 0 }, { eventId: 'b' }])
    expect(verdicts).toMatchObject(['done', { dead: { code: 'bad_version' } }, 'done'])
    expect(world.deltas.map((d) => d.key)).toEqual(['2026-11-24/a', '2026-11-24/b'])
  })

  it('takes versions of one document in one batch, in any order', async () => {
    const world = new World()
    const versions = [2, 1, 3, 3].map((version) => ({ eventId: 'e1', version, level: `l${version}` }))
    await world.emit(versions)
    expect((await world.index.get([key])).get(key)?.stored.hit).toMatchObject({ version: 3, level: 'l3' })
    expect(world.telemetry.outcomes).toEqual({ indexed: 1, updated: 1, stale: 1, duplicate: 1 })
    expect(world.deltas).toMatchObject([
      { now: { version: 2 }, was: [] },
      { now: { version: 3 }, was: [{ version: 2 }] },
    ])
  })

  it('tells a document again when the event that wrote it is delivered again: a crash may have come between', async () => {
    const world = new World()
    await world.emit([{ eventId: 'e1', level: 'info' }])
    world.deltas.length = 0
    await world.emit([{ eventId: 'e1', level: 'forged' }], false)
    expect(world.deltas).toMatchObject([{ key, now: { level: 'info' } }])
  })

  it('tells nothing again of an event that comes a second time for the first time', async () => {
    const world = new World()
    await world.emit([{ eventId: 'e1' }])
    await world.emit([{ eventId: 'e1' }, { eventId: 'e1' }])
    world.clock.advance(1)
    await world.emit([{ eventId: 'e1' }])
    expect(world.deltas.length).toBe(1)
  })

  it('tells what was written although the index answers by the conflict with itself: a write may be done twice on its way', async () => {
    const twice = (index: HitIndex): HitIndex =>
      Object.assign(Object.create(index), {
        get: index.get.bind(index),
        async write(documents: Parameters<HitIndex['write']>[0]) {
          await index.write(documents)
          return index.write(documents)
        },
      })
    const world = new World({ wrapIndex: twice })
    expect(await world.emit([{ eventId: 'e1' }])).toEqual(['done'])
    expect(await world.emit([{ eventId: 'e1', version: 2 }])).toEqual(['done'])
    expect(world.deltas).toMatchObject([{ now: { version: 1 } }, { now: { version: 2 }, was: [{ version: 1 }] }])
  })

  it('tells nothing again once the delta would be too old', async () => {
    const world = new World()
    await world.emit([{ eventId: 'e1', timestamp: '2026-11-24T09:00:00Z' }])
    world.clock.advance(300_001)
    await world.emit([{ eventId: 'e1', timestamp: '2026-11-24T09:00:00Z' }], false)
    expect(world.deltas.length).toBe(1)
  })

  it('keeps one id on two days apart', async () => {
    const world = new World()
    await world.emit([
      { eventId: 'e1', timestamp: '2026-11-23T10:00:00Z' },
      { eventId: 'e1', timestamp: '2026-11-24T09:00:00Z' },
    ])
    expect(world.deltas.map((d) => d.key)).toEqual(['2026-11-23/e1', '2026-11-24/e1'])
  })

  it('asks for another delivery when the delta could not be published, and tells it then', async () => {
    let full = true
    const world = new World({
      wrapBus: (bus) => ({
        publish: async (topic, items) => (full ? items.map(() => ({ retry: 'full' })) : bus.publish(topic, items)),
      }),
    })
    expect(await world.emit([{ eventId: 'e1' }])).toEqual([{ retry: 'full' }])
    full = false
    expect(await world.emit([{ eventId: 'e1' }], false)).toEqual(['done'])
    expect(world.deltas).toMatchObject([{ key, now: { version: 1 } }])
  })

  it('publishes nothing before the index has answered', async () => {
    const order: string[] = []
    const world = new World({
      wrapIndex: (index) =>
        wrapped(index, {
          write: async (docs) => {
            const answer = await index.write(docs)
            order.push('written')
            return answer
          },
        }),
      wrapBus: (bus) => ({
        publish: (topic, items) => {
          order.push('published')
          return bus.publish(topic, items)
        },
      }),
    })
    await world.emit([{ eventId: 'e1' }])
    expect(order).toEqual(['written', 'published'])
  })

  it('decides anew when another worker wrote in between, so that the base is what was replaced', async () => {
    const world = new World()
    let raced = false
    const racing = new World({
      wrapIndex: () =>
        wrapped(world.index, {
          get: async (keys) => {
            const answer = await world.index.get(keys)
            if (!raced) {
              raced = true
              await world.emit([{ eventId: 'e1', version: 2 }])
            }
            return answer
          },
        }),
    })
    await world.emit([{ eventId: 'e1', version: 1 }])
    expect(await racing.emit([{ eventId: 'e1', version: 3 }])).toEqual(['done'])
    expect(racing.deltas).toMatchObject([{ now: { version: 3 }, was: [{ version: 2 }, { version: 1 }] }])
  })

  it('asks for another delivery when it loses against others again and again', async () => {
    const world = new World({ wrapIndex: (i) => wrapped(i, { write: async (docs) => docs.map(() => 'conflict') }) })
    expect(await world.emit([{ eventId: 'e1' }])).toEqual([{ retry: 'conflict' }])
  })

  it('passes a fault of the index on for its own item only', async () => {
    const world = new World({
      wrapIndex: (index) =>
        wrapped(index, {
          write: async (docs) => {
            const answers = await index.write(docs.slice(1))
            return [{ retry: 429 }, ...answers]
          },
        }),
    })
    expect(await world.emit([{ eventId: 'a' }, { eventId: 'b' }])).toEqual([{ retry: 429 }, 'done'])
    expect(world.deltas.map((d) => d.key)).toEqual(['2026-11-24/b'])
  })

  it('splits a batch into rounds without a key twice', () => {
    expect(rounds(['a1', 'b1', 'a2', 'a3', 'b2'], (s) => s.slice(0, 1))).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3']])
  })
})

function wrapped(index: HitIndex, changes: Partial<HitIndex>): HitIndex {
  return {
    capabilities: index.capabilities,
    get: (keys) => index.get(keys),
    write: (docs) => index.write(docs),
    probe: (stored) => index.probe(stored),
    refresh: () => index.refresh(),
    search: (where, request) => index.search(where, request),
    summarize: (where, request) => index.summarize(where, request),
    prepare: () => index.prepare(),
    ...changes,
  }
}
