import { describe, expect, it } from 'vitest'
import { messageLimits, type SubscribeRequest } from '../../src/domain/wire/clientMessage.js'
import { frameBytes } from '../../src/domain/wire/frame.js'
import type { Bucket, Hits, ServerMessage } from '../../src/domain/wire/serverMessage.js'
import { anyone, World } from '../support/world.js'

const subscribe = (more: Partial<SubscribeRequest> = {}): SubscribeRequest => ({
  action: 'subscribe',
  ref: 'r1',
  query: {},
  ...more,
})
/** 64 bytes that take 384 in JSON. */
const wideRef = '\u0001'.repeat(messageLimits.refBytes)

function largest(world: World, id: string): number {
  return Math.max(0, ...(world.outbox.frames.get(id) ?? []).map((frame) => frame.bytes.length))
}

describe('no frame is larger than API Gateway carries', () => {
  it('where a client ends a query of a very long name', async () => {
    const world = new World()
    await world.connect('a')
    const message = { action: 'unsubscribe', ref: '', queryId: '', of: '' } as const
    const queryId = 'q'.repeat(messageLimits.bytes - JSON.stringify(message).length)
    await world.session.receive('a', { ...message, queryId })
    expect(largest(world, 'a')).toBeLessThanOrEqual(frameBytes)
    expect(world.outbox.take('a')).toMatchObject([{ type: 'error', code: 'bad_request', path: 'queryId' }])
  })

  it('where a summary names values of thousands of characters', async () => {
    const world = new World()
    await world.connect('a')
    const fields = ['service', 'eventType', 'team', 'location', 'level']
    for (let i = 0; i < 12; i++) {
      const values = fields.map((field) => [field, `${field}${i}${'v'.repeat(1500)}`])
      await world.emit([{ ...Object.fromEntries(values), eventId: `e${i}`, latencyMs: 10 ** i }])
    }
    for (const facets of [fields, [], ['service']]) {
      const asked = { query: {}, from: '2026-11-24T09:29:00Z', interval: '1m', facets } as const
      await world.session.receive('a', {
        action: 'summarize',
        ref: wideRef,
        ...asked,
        by: 'service',
        distribution: 'latencyMs',
      })
    }
    expect(largest(world, 'a')).toBeLessThanOrEqual(frameBytes)
    expect(world.outbox.take('a')).toMatchObject(Array.from({ length: 3 }, () => ({ total: 12 })))
  })

  it('where the values of a field lie in thousands of bins, and the counts still add up', async () => {
    const bins = Array.from({ length: 12_000 }, (_, i) => [i - 6000, 250_000] as const)
    const bucket: Bucket = { t: '2026-11-24T09:30:00.000Z', count: 5, bins: [[null, 3], ...bins] }
    const world = new World({
      wrapIndex: (index) =>
        Object.assign(Object.create(index), {
          capabilities: index.capabilities,
          refresh: async () => {},
          summarize: async () => ({ asOf: bucket.t, total: 5, buckets: [bucket] }),
        }),
    })
    await world.connect('a')
    const message = { action: 'summarize', ref: 's', query: {}, from: bucket.t, interval: '1m' } as const
    await world.session.receive('a', message)
    expect(largest(world, 'a')).toBeLessThanOrEqual(frameBytes)
    const [summary] = world.outbox.take('a') as unknown as { buckets: Bucket[] }[]
    const told = summary?.buckets[0]?.bins ?? []
    expect(told.reduce((sum, [, count]) => sum + count, 0)).toBe(3 + 12_000 * 250_000)
    // The highest stay as they were: they decide the upper percentiles.
    expect(told.at(-1)).toEqual([5999, 250_000])
  })

  it('where ids, refs and positions take six bytes a character', async () => {
    const world = new World()
    await world.connect('a')
    const id = (n: number) => `${n}${'\u0001'.repeat(510)}`
    await world.emit(Array.from({ length: 9 }, (_, n) => ({ eventId: id(n), note: '\u0002'.repeat(5000) })))
    const told = await world.ask('a', subscribe({ ref: wideRef, query: { limit: 9 } }))
    const { queryId } = told[0] as { queryId: string }
    const keys = Array.from({ length: 9 }, (_, n) => `2026-11-24/${id(n)}`)
    await world.session.receive('a', subscribe({ ref: wideRef, query: { limit: 9 }, since: '2026-11-24T09:31:00Z' }))
    await world.session.receive('a', { action: 'older', ref: wideRef, query: {}, limit: 9 })
    await world.session.receive('a', { action: 'fetch', ref: wideRef, queryId, keys })
    await world.emit(Array.from({ length: 9 }, (_, n) => ({ eventId: id(n), version: 2, note: 'x' })))
    await world.flush()
    expect(largest(world, 'a')).toBeLessThanOrEqual(frameBytes)
    const types = new Set(world.outbox.take('a').map((m) => m.type))
    expect([...types].sort()).toEqual(['documents', 'hits', 'older', 'snapshot', 'subscribed'])
  })

  it('where an error quotes what was sent', async () => {
    const world = new World()
    await world.connect('a')
    const field = '\u0001'.repeat(5000)
    await world.session.receive('a', subscribe({ ref: wideRef, query: { where: { [field]: 1 } } }))
    await world.session.refuse('a', { code: 'bad_request', message: field, path: field, ref: wideRef })
    expect(largest(world, 'a')).toBeLessThan(frameBytes / 4)
    expect(world.outbox.take('a').length).toBe(2)
  })
})

describe('a connection whose row is gone', () => {
  it('is named to who holds its socket, whatever it asks: it would wait for ever', async () => {
    const world = new World({ settings: { lease: { from: 'now', ms: 1000 } } })
    await world.connect('a')
    expect(await world.session.receive('a', { action: 'ping', ref: 'p' })).toBe('filed')
    world.clock.advance(3_600_000)
    expect(await world.session.receive('a', { action: 'ping', ref: 'p' })).toBe('gone')
    expect(await world.session.refuse('a', { code: 'bad_request', message: 'no' })).toBe('gone')
    expect(await world.session.renew('a')).toBe('gone')
  })
})

describe('a session', () => {
  it('takes a fault of its store as a fault, not as the end of the process', async () => {
    const world = new World()
    await world.connect('a')
    world.store.connection = () => Promise.reject(new Error('down'))
    expect(await world.session.receive('a', { action: 'ping', ref: 'p' })).toBe('filed')
    await world.session.renew('a')
    expect(world.telemetry.faults).toMatchObject([{ where: 'ping' }, { where: 'renew' }])
  })

  it('says of a token that nobody could look at that it may be sent again', async () => {
    const refused = { refused: { code: 'unavailable', message: 'no keys' } }
    const world = new World({ authenticator: { verify: async () => refused } })
    await world.connect('a')
    expect(await world.ask('a', { action: 'authorize', ref: 'z', token: 't' })).toMatchObject([
      { type: 'error', code: 'unavailable', retryable: true },
    ])
  })

  it('thins out for channels of the URL as configured', async () => {
    const world = new World({ settings: { sampleAbove: 5, defaultPolicy: 'latest' } })
    await world.connect('a', { channels: ['all'] })
    world.outbox.take('a')
    await world.emit(Array.from({ length: 50 }, (_, i) => ({ eventId: `e${i}`, service: `s${i % 2}` })))
    await world.flush()
    const told = world.outbox.take('a').filter((m: ServerMessage): m is Hits => m.type === 'hits')
    expect(told.flatMap((m) => m.hits.map((h) => h.eventId))).toEqual(['e48', 'e49'])
    expect(told.reduce((n, m) => n + (m.dropped ?? 0), 0)).toBe(48)
  })

  it('gives no right of an earlier token to a query that was asked while the token changed', async () => {
    const access = [{ allow: { team: { in: { claim: 'teams' } } } }]
    const of = (team: string) => ({ ...anyone, claims: { teams: [team] } })
    // Nothing but ports keeps the two apart where each request has a process of its own: every step is tried.
    for (let steps = 0; steps < 12; steps++) {
      const world = new World({ access, authenticator: { verify: async () => of('edge') } })
      await world.connect('a', { identity: of('core') })
      const authorized = world.session.receive('a', { action: 'authorize', ref: 'z', token: 't' })
      for (let i = 0; i < steps; i++) await Promise.resolve()
      await Promise.all([authorized, world.session.receive('a', subscribe({ snapshot: false }))])
      world.outbox.take('a')
      await world.emit([{ eventId: 'c', team: 'core' }])
      await world.flush()
      expect(world.outbox.take('a')).toEqual([])
    }
  })
})
