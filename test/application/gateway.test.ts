import { describe, expect, it } from 'vitest'
import { Welcomes } from '../../src/application/session/welcome.js'
import type { Welcome } from '../../src/ports/eventBus.js'
import { anyone, World } from '../support/world.js'

const minute = 60_000

describe('rows that run as long as the gateway keeps a connection', () => {
  const settings = { lease: { from: 'connect', ms: 130 * minute } } as const

  it('outlive silence, and end with the time that the gateway gives', async () => {
    const world = new World({ settings })
    await world.connect('c')
    await world.ask('c', { action: 'subscribe', ref: '1', query: { channel: 'all' } })
    world.clock.advance(129 * minute)
    await world.emit([{ eventId: 'a' }])
    await world.flush()
    expect(world.outbox.take('c').map((m) => m.type)).toEqual(['hits'])
    world.clock.advance(2 * minute)
    expect(await world.store.connection('c')).toBeUndefined()
  })

  it('end with the credential where that ends before', async () => {
    const world = new World({ settings })
    await world.connect('c', { identity: { ...anyone, expiresAt: world.clock.now() + minute } })
    world.clock.advance(minute + 1)
    expect(await world.store.connection('c')).toBeUndefined()
  })

  it('are not written by a ping', async () => {
    const world = new World({ settings })
    await world.connect('c')
    world.store.renew = async () => {
      throw new Error('a write that is paid for')
    }
    expect((await world.ask('c', { action: 'ping', ref: 'p' })).map((m) => m.type)).toEqual(['pong'])
    const answers = await world.ask('c', { action: 'subscribe', ref: '1', query: { channel: 'all' } })
    expect(answers.map((m) => m.type)).toEqual(['subscribed', 'snapshot'])
  })
})

describe('a welcome that cannot be posted while connecting', () => {
  function queued(answer: 'ok' | 'full') {
    const welcomes: Welcome[] = []
    const world = new World({
      settings: { welcome: 'queued' },
      wrapBus: (bus) => ({
        publish: async (topic, items) => {
          if (topic !== 'welcomes') return bus.publish(topic, items)
          if (answer === 'full') return items.map(() => ({ retry: 'full' }))
          welcomes.push(...(items as readonly Welcome[]))
          return items.map(() => 'ok')
        },
      }),
    })
    return { world, welcomes }
  }

  it('is queued, and said by who tells the deltas', async () => {
    const { world, welcomes } = queued('ok')
    await world.connect('c', { channels: ['all', 'service:checkout'], packed: false })
    expect(world.outbox.take('c')).toEqual([])
    const handler = new Welcomes({ outbox: world.outbox, store: world.store })
    const verdicts = await handler.handle(welcomes.map((item) => ({ item, attempt: 1, first: false })))
    expect(verdicts).toEqual(['done'])
    expect(world.outbox.take('c').map((m) => (m.type === 'subscribed' ? m.ref : m.type))).toEqual([
      'all',
      'service:checkout',
    ])
  })

  it('refuses the connection where the queue takes nothing, and leaves no row', async () => {
    const { world } = queued('full')
    await expect(world.connect('c', { channels: ['all'] })).rejects.toThrow('queued')
    expect(await world.store.connection('c')).toBeUndefined()
  })
})

it('has whom it could not tell to catch up come again: it would take what it shows for all there is', async () => {
  const world = new World()
  await world.connect('c')
  world.store.subscriptions = () => Promise.reject(new Error('down'))
  expect(await world.session.catchUp('c')).toBe('gone')
  world.store.connection = () => Promise.reject(new Error('down'))
  expect(await world.session.catchUp('c')).toBe('gone')
  expect(world.telemetry.faults).toMatchObject([{ where: 'catch up' }, { where: 'catch up' }])
})

it('tells a connection whose posts may be lost to catch up with each of its queries', async () => {
  const world = new World()
  await world.connect('c')
  await world.ask('c', { action: 'subscribe', ref: '1', query: { channel: 'all' } })
  await world.ask('c', { action: 'subscribe', ref: '2', query: { channel: 'service:a' } })
  world.outbox.take('c')
  expect(await world.session.catchUp('c')).toBe('filed')
  const told = world.outbox.take('c')
  expect(told.map((m) => m.type)).toEqual(['lagging', 'lagging'])
  expect(new Set(told.map((m) => ('queryId' in m ? m.queryId : ''))).size).toBe(2)
  expect(await world.session.catchUp('nobody')).toBe('gone')
})
