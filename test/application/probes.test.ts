import { describe, expect, it } from 'vitest'
import { probeField, probeLifeMs } from '../../src/domain/probe/probe.js'
import { BackendFault } from '../../src/ports/backendFault.js'
import type { HitIndex } from '../../src/ports/hitIndex.js'
import { World } from '../support/world.js'

const id = 'p'.repeat(32)
const channel = `${probeField}:${id}`
const subscribe = { action: 'subscribe', ref: 'p', query: { channel }, snapshot: false } as const

async function listening(options: ConstructorParameters<typeof World>[0] = {}) {
  const world = new World(options)
  await world.connect('doctor')
  await world.connect('viewer')
  await world.ask('viewer', { action: 'subscribe', ref: 'v', query: { channel: 'all' } })
  const answers = await world.ask('doctor', subscribe)
  return { world, answers }
}

/** The index, with another answer to probes. */
function probing(probe: HitIndex['probe']): (index: HitIndex) => HitIndex {
  return (index) => ({
    capabilities: index.capabilities,
    get: (keys) => index.get(keys),
    write: (docs) => index.write(docs),
    probe,
    refresh: () => index.refresh(),
    search: (where, request) => index.search(where, request),
    summarize: (where, request) => index.summarize(where, request),
    prepare: () => index.prepare(),
  })
}

describe('probes', () => {
  it('is told to who knows its id, and to no viewer who may see everything', async () => {
    const { world } = await listening()
    world.outbox.take('viewer')
    expect(await world.emit([{ [probeField]: id }])).toEqual(['done'])
    await world.flush()
    expect(world.outbox.take('doctor')).toMatchObject([{ type: 'hits', hits: [{ eventId: id, stored: true }] }])
    expect(world.outbox.take('viewer')).toEqual([])
    expect(await world.index.search({ op: 'all' }, { limit: 9 })).toMatchObject({ hits: [], total: 0 })
  })

  it('tells what the index said, and is no dead letter', async () => {
    const probe = async () => ({ retry: new BackendFault('OpenSearch answered 403: read-only', 'refused') })
    const { world } = await listening({ wrapIndex: probing(probe) })
    expect(await world.emit([{ [probeField]: id }])).toEqual(['done'])
    await world.flush()
    const why = 'OpenSearch answered 403: read-only'
    expect(world.outbox.take('doctor')).toMatchObject([{ hits: [{ stored: false, why }] }])
  })

  it('is dropped where it comes too late, at ingest and on the way to the socket', async () => {
    const { world } = await listening()
    const item = world.event({ [probeField]: id })
    const delivery = { item, attempt: 1, first: true }
    await world.ingest.handle([delivery])
    world.clock.advance(probeLifeMs + 1)
    expect(await world.flush()).toEqual(['done'])
    expect(await world.ingest.handle([delivery])).toEqual(['done'])
    expect(world.deltas).toEqual([])
    expect(world.outbox.take('doctor')).toEqual([])
  })

  it('never fails the events beside it', async () => {
    const wrapIndex = probing(() => Promise.reject(new Error('a bug')))
    const { world } = await listening({ wrapIndex })
    expect(await world.emit([{ [probeField]: id }, { eventId: 'beside' }])).toEqual(['done', 'done'])
    expect(world.deltas.map(({ key }) => key.slice(11))).toEqual(['beside', id])
  })

  it('its channel takes no where and no snapshot, and is closed to who may see nothing', async () => {
    const { world, answers } = await listening()
    expect(answers).toMatchObject([{ type: 'subscribed' }])
    for (const bad of [{ query: { channel, where: {} } }, { snapshot: true }, { query: { channel: `${channel}x` } }]) {
      expect(await world.ask('doctor', { ...subscribe, ...bad })).toMatchObject([{ type: 'error', code: 'bad_query' }])
    }
    const older = await world.ask('doctor', { action: 'older', ref: 'o', query: { channel } })
    expect(older).toMatchObject([{ type: 'error', code: 'bad_query' }])
    const [subscribed] = answers as unknown as [{ queryId: string }]
    const fetch = { action: 'fetch', ref: 'f', queryId: subscribed.queryId, keys: [`2026-11-24/${id}`] } as const
    expect(await world.ask('doctor', fetch)).toMatchObject([{ type: 'error', code: 'unknown_query' }])
    const none = (await listening({ access: [] })).answers
    expect(none).toMatchObject([{ type: 'error', code: 'forbidden' }])
  })

  it('leaves its query to a lease of a minute', async () => {
    const { world } = await listening()
    const [{ queryId }] = (await world.ask('doctor', subscribe)) as unknown as [{ queryId: string }]
    await world.ask('doctor', { action: 'unsubscribe', ref: 'e', queryId, of: 'p' })
    world.clock.advance(60_001)
    expect(await world.store.queries(channel)).toMatchObject({ added: [] })
  })
})
