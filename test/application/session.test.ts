import { describe, expect, it } from 'vitest'
import type { ClientMessage, SubscribeRequest } from '../../src/domain/wire/clientMessage.js'
import type { ServerMessage, SnapshotPart } from '../../src/domain/wire/serverMessage.js'
import { BackendFault } from '../../src/ports/backendFault.js'
import { anyone, World } from '../support/world.js'

const subscribe = (more: Partial<SubscribeRequest> = {}): SubscribeRequest => ({
  action: 'subscribe',
  ref: 'r1',
  query: {},
  ...more,
})

async function connected(options: ConstructorParameters<typeof World>[0] = {}): Promise<World> {
  const world = new World(options)
  await world.connect('a')
  return world
}

const start = '2026-11-24T09:00:00.000Z'
const snapshots = (messages: readonly ServerMessage[]) =>
  messages.filter((m): m is SnapshotPart => m.type === 'snapshot')
const idsOf = (parts: readonly SnapshotPart[]) => parts.flatMap((p) => p.hits.map((h) => h.eventId))

describe('subscribe', () => {
  it('answers subscribed, then the newest that match, newest first', async () => {
    const world = await connected()
    for (let i = 0; i < 5; i++) {
      await world.emit([{ eventId: `e${i}`, service: i % 2 ? 'checkout' : 'cart' }])
      world.clock.advance(1000)
    }
    const [first, ...rest] = await world.ask('a', subscribe({ query: { where: { service: 'cart' }, limit: 2 } }))
    expect(first).toMatchObject({ type: 'subscribed', ref: 'r1' })
    expect(rest).toMatchObject([
      {
        type: 'snapshot',
        ref: 'r1',
        part: 0,
        last: true,
        total: 3,
        end: ['2026-11-24T09:30:02.000Z', 'e2'],
        continuity: 'complete',
        missed: 0,
        cursor: new Date(world.clock.now()).toISOString(),
      },
    ])
    expect(idsOf(snapshots(rest))).toEqual(['e4', 'e2'])
  })

  it('gives the equal query the same id, whether by channel or by where', async () => {
    const world = await connected()
    const [byChannel] = await world.ask('a', subscribe({ query: { channel: 'service:checkout' } }))
    const [byWhere] = await world.ask('a', subscribe({ query: { where: { service: { in: ['checkout'] } } } }))
    expect(byChannel).toMatchObject({ queryId: (byWhere as { queryId: string }).queryId })
  })

  it('tells the view shortly after a cursor: what was written since in full, the rest by key and version', async () => {
    const world = await connected()
    await world.emit([{ eventId: 'old' }])
    const since = new Date(world.clock.now()).toISOString()
    world.clock.advance(10)
    await world.emit([{ eventId: 'new' }])
    const [part] = snapshots(await world.ask('a', subscribe({ since })))
    expect(part?.hits.map((h) => h.eventId)).toEqual(['new'])
    expect(part?.keep).toEqual([['2026-11-24/old', 1]])
    expect(part).toMatchObject({ continuity: 'complete', missed: 0 })
  })

  it('counts what was written since the cursor and lies beyond the limit', async () => {
    const world = await connected()
    const since = new Date(world.clock.now()).toISOString()
    for (let i = 0; i < 5; i++) {
      world.clock.advance(10)
      await world.emit([{ eventId: `e${i}` }])
    }
    const [part] = snapshots(await world.ask('a', subscribe({ since, query: { limit: 2 } })))
    expect(part).toMatchObject({ missed: 3, continuity: 'complete' })
  })

  it('says lost of a cursor that is older than the index', async () => {
    const world = await connected()
    const [part] = snapshots(await world.ask('a', subscribe({ since: '2026-11-24T09:29:59.999Z' })))
    expect(part?.continuity).toBe('lost')
  })

  it('splits a large view into parts that fit', async () => {
    const world = await connected()
    await world.emit(Array.from({ length: 300 }, (_, i) => ({ eventId: `e${i}`, note: 'x'.repeat(900) })))
    const parts = snapshots(await world.ask('a', subscribe({ query: { limit: 300 } })))
    expect(parts.length).toBeGreaterThan(5)
    expect(parts.map((p) => p.part)).toEqual(parts.map((_, i) => i))
    expect(new Set(idsOf(parts)).size).toBe(300)
  })

  it('leaves the snapshot out where it is not wanted', async () => {
    const world = await connected()
    expect(await world.ask('a', subscribe({ snapshot: false }))).toMatchObject([{ type: 'subscribed' }])
  })

  it('registers before it searches: what is written in between is told', async () => {
    const world: World = new World({
      wrapIndex: (index) => ({
        capabilities: index.capabilities,
        get: (keys) => index.get(keys),
        write: (docs) => index.write(docs),
        probe: (stored) => index.probe(stored),
        refresh: async () => {
          await world.emit([{ eventId: 'between' }])
          await world.flush()
        },
        search: async () => ({ hits: [], total: 0, missed: 0, heldSince: '' }),
        summarize: (where, request) => index.summarize(where, request),
        prepare: () => index.prepare(),
      }),
    })
    await world.connect('a')
    const told = await world.ask('a', subscribe())
    expect(told.map((m) => m.type)).toEqual(['subscribed', 'hits', 'snapshot'])
  })

  it.each<[string, SubscribeRequest, object]>([
    ['an unknown field', subscribe({ query: { where: { nope: 1 } } }), { code: 'bad_query', path: 'where.nope' }],
    ['a where that is null', subscribe({ query: { where: null } }), { code: 'bad_query', path: 'where' }],
    ['an unknown channel', subscribe({ query: { channel: 'level:info' } }), { code: 'bad_query', path: 'channel' }],
    ['a cursor that is none', subscribe({ since: 'yesterday' }), { code: 'bad_request', path: 'since' }],
    [
      'latestBy a number',
      subscribe({ policy: 'latest', latestBy: 'status' }),
      { code: 'bad_request', path: 'latestBy' },
    ],
    ['latestBy without latest', subscribe({ latestBy: 'service' }), { code: 'bad_request', path: 'latestBy' }],
  ])('answers %s with an error', async (_, message, error) => {
    const world = await connected()
    expect(await world.ask('a', message)).toMatchObject([{ type: 'error', ref: 'r1', retryable: false, ...error }])
  })

  it('holds 100 subscriptions a connection', async () => {
    const world = await connected()
    const nth = (i: number) => subscribe({ ref: `r${i}`, snapshot: false, query: { where: { status: i } } })
    for (let i = 0; i < 100; i++) await world.ask('a', nth(i))
    expect(await world.ask('a', nth(100))).toMatchObject([{ code: 'too_many_subscriptions', ref: 'r100' }])
    expect(await world.ask('a', nth(5))).toMatchObject([{ type: 'subscribed' }])
  })

  it('subscribes at connect to the channels of the URL, answered with the channel as ref', async () => {
    const world = new World()
    await world.connect('plain', { packed: false, channels: ['all', 'service:checkout'] })
    expect(world.outbox.take('plain')).toMatchObject([
      { type: 'subscribed', ref: 'all' },
      { type: 'subscribed', ref: 'service:checkout' },
    ])
    const refused = await world.connect('other', { channels: ['nope:1'] })
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'bad_query', path: 'channel' } })
  })
})

describe('unsubscribe', () => {
  it('ends only what the latest ref names', async () => {
    const world = await connected()
    const [first] = await world.ask('a', subscribe({ snapshot: false }))
    const { queryId } = first as { queryId: string }
    await world.ask('a', subscribe({ ref: 'r2', snapshot: false }))
    const end = (of: string): ClientMessage => ({ action: 'unsubscribe', ref: 'u', queryId, of })
    expect(await world.ask('a', end('r1'))).toEqual([{ type: 'unsubscribed', ref: 'u', queryId, ended: false }])
    expect(await world.ask('a', end('r2'))).toEqual([{ type: 'unsubscribed', ref: 'u', queryId, ended: true }])
    await world.emit([{ eventId: 'e1' }])
    await world.flush()
    expect(world.outbox.take('a')).toEqual([])
  })
})

describe('fetch', () => {
  it('answers what the query admits, by key, and nothing else', async () => {
    const world = await connected()
    await world.emit([
      { eventId: 'in', service: 'checkout' },
      { eventId: 'out', service: 'cart' },
    ])
    const [answer] = await world.ask('a', subscribe({ query: { channel: 'service:checkout' }, snapshot: false }))
    const { queryId } = answer as { queryId: string }
    const keys = ['2026-11-24/in', '2026-11-24/out', '2026-11-24/nobody', '2026-11-24/in']
    const documents = await world.ask('a', { action: 'fetch', ref: 'f', queryId, keys })
    expect(documents).toMatchObject([
      { type: 'documents', ref: 'f', queryId, part: 0, last: true, hits: [{ eventId: 'in' }] },
    ])
  })

  it('brings a document that is too big for a frame in pieces, where it is asked for whole', async () => {
    const world = await connected()
    const note = '\u{1F600}"\\é\u0001'.repeat(12_000)
    await world.emit([{ eventId: 'big', note }, { eventId: 'small' }])
    const [answer] = await world.ask('a', subscribe({ snapshot: false }))
    const { queryId } = answer as { queryId: string }
    const keys = ['2026-11-24/big', '2026-11-24/small']
    world.outbox.take('a')
    await world.session.receive('a', { action: 'fetch', ref: 'f', queryId, keys, whole: true })
    for (const frame of world.outbox.frames.get('a') ?? []) expect(frame.bytes.length).toBeLessThanOrEqual(32_768)
    const parts = world.outbox.take('a').filter((m) => m.type === 'documents')
    expect(parts.flatMap((p) => p.hits)).toMatchObject([{ eventId: 'small' }])
    const pieces = parts.flatMap((p) => p.pieces ?? [])
    expect(new Set(pieces.map((p) => p.key))).toEqual(new Set(['2026-11-24/big']))
    expect(JSON.parse(pieces.map((p) => p.text).join(''))).toMatchObject({ eventId: 'big', note })
    const cut = await world.ask('a', { action: 'fetch', ref: 'f', queryId, keys })
    expect(cut.flatMap((m) => (m.type === 'documents' ? m.hits : []))).toHaveLength(2)
  })

  it('knows no query but its own', async () => {
    const world = await connected()
    await world.connect('b')
    const [answer] = await world.ask('b', subscribe({ snapshot: false }))
    const { queryId } = answer as { queryId: string }
    expect(await world.ask('a', { action: 'fetch', ref: 'f', queryId, keys: [] })).toMatchObject([
      { type: 'error', code: 'unknown_query', ref: 'f' },
    ])
  })
})

describe('older', () => {
  it('pages back to the end, each document once', async () => {
    const world = await connected()
    for (let i = 0; i < 7; i++) await world.emit([{ eventId: `e${i}`, timestamp: world.clock.now() - i }])
    const seen: string[] = []
    let before: readonly [string, string] | undefined
    for (let page = 0; page < 4; page++) {
      const message = { action: 'older', ref: 'o', query: {}, limit: 2, ...(before ? { before } : {}) } as const
      const [answer] = (await world.ask('a', message)) as unknown as [
        { hits: { eventId: string }[]; end?: [string, string] },
      ]
      seen.push(...answer.hits.map((h) => h.eventId))
      before = answer.end
    }
    expect(seen).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6'])
    expect(before).toBeUndefined()
  })
})

describe('summarize', () => {
  it('counts by time, by value, and names the rest other', async () => {
    const world = await connected()
    for (let i = 0; i < 12; i++) await world.emit([{ eventId: `e${i}`, level: `l${i}`, latencyMs: 10 * (i + 1) }])
    const [summary] = await world.ask('a', {
      action: 'summarize',
      ref: 's',
      query: {},
      from: '2026-11-24T09:29:00Z',
      interval: '1m',
      by: 'level',
      distribution: 'latencyMs',
      facets: ['level'],
    })
    expect(summary).toMatchObject({
      type: 'summary',
      ref: 's',
      last: true,
      total: 12,
      asOf: '2026-11-24T09:30:00.000Z',
    })
    const { buckets, facets } = summary as unknown as { buckets: { t: string; count: number }[]; facets: { level: [] } }
    expect(buckets).toMatchObject([{ t: '2026-11-24T09:30:00.000Z', count: 12, by: { other: 2 } }])
    expect(facets.level.length).toBe(11)
  })

  it.each<[string, object, string]>([
    ['more than 400 buckets', { from: '2026-11-24T09:00:00Z', interval: '1s' }, 'interval'],
    ['an interval that is none', { interval: '1 fortnight' }, 'interval'],
    ['by a number', { by: 'status' }, 'by'],
    ['the distribution of a keyword', { distribution: 'level' }, 'distribution'],
    ['a facet that is not declared', { facets: ['level', 'nope'] }, 'facets[1]'],
    ['a time that is none', { from: 'noon' }, 'from'],
  ])('refuses %s with its place', async (_, more, path) => {
    const world = await connected()
    const base = { action: 'summarize', ref: 's', query: {}, from: '2026-11-24T09:29:00Z', interval: '5s' } as const
    expect(await world.ask('a', { ...base, ...more })).toMatchObject([{ type: 'error', code: 'bad_request', path }])
  })
})

describe('rights', () => {
  const teams = [{ allow: { team: { in: { claim: 'teams' } } } }]
  const of = (...names: string[]) => ({ ...anyone, claims: { teams: names } })

  it('are inside every query: live, snapshot, older, fetch and summary', async () => {
    const world = new World({ access: teams })
    await world.connect('core', { identity: of('core') })
    await world.emit([
      { eventId: 'c', team: 'core' },
      { eventId: 'd', team: 'data' },
    ])
    const told = await world.ask('core', subscribe({ query: { where: { or: [{}, { team: 'data' }] } } }))
    expect(idsOf(snapshots(told))).toEqual(['c'])
    const { queryId } = told[0] as { queryId: string }
    await world.flush()
    expect(world.outbox.take('core')).toMatchObject([{ hits: [{ eventId: 'c' }] }])
    const keys = ['2026-11-24/d']
    expect(await world.ask('core', { action: 'fetch', ref: 'f', queryId, keys })).toMatchObject([{ hits: [] }])
    expect(await world.ask('core', { action: 'older', ref: 'o', query: {} })).toMatchObject([
      { hits: [{ eventId: 'c' }] },
    ])
    const from = '2026-11-24T09:29:00Z'
    const summary = { action: 'summarize', ref: 's', query: {}, from, interval: '1m' } as const
    expect(await world.ask('core', summary)).toMatchObject([{ total: 1 }])
  })

  it('deny who has none', async () => {
    const world = new World({ access: teams })
    await world.connect('nobody')
    expect(await world.ask('nobody', subscribe())).toMatchObject([{ type: 'error', code: 'forbidden' }])
  })

  it('that a fresh token changes end every query, so that it is asked again', async () => {
    const world = new World({ access: teams, authenticator: { verify: async () => of('edge') } })
    await world.connect('a', { identity: of('core') })
    const [answer] = await world.ask('a', subscribe({ snapshot: false }))
    const { queryId } = answer as { queryId: string }
    const told = await world.ask('a', { action: 'authorize', ref: 'z', token: 't' })
    expect(told).toMatchObject([
      { type: 'unsubscribed', ref: 'z', queryId, ended: true },
      { type: 'authorized', ref: 'z' },
    ])
    await world.emit([{ eventId: 'c', team: 'core' }])
    await world.flush()
    expect(world.outbox.take('a')).toEqual([])
  })

  it('stand where the token is refused, or is of another subject', async () => {
    const refused = { refused: { code: 'unauthorized', message: 'no' } }
    const world = await connected({ authenticator: { verify: async () => refused } })
    const authorize = { action: 'authorize', ref: 'z', token: 't' } as const
    expect(await world.ask('a', authorize)).toMatchObject([{ type: 'error', code: 'unauthorized' }])
    const other = await connected({ authenticator: { verify: async () => ({ ...anyone, subject: 'eve' }) } })
    expect(await other.ask('a', authorize)).toMatchObject([{ type: 'error', code: 'forbidden' }])
    expect(await other.ask('a', subscribe({ snapshot: false }))).toMatchObject([{ type: 'subscribed' }])
  })
})

describe('leases', () => {
  it('are renewed by ping and subscribe', async () => {
    const world = await connected({ settings: { lease: { from: 'now', ms: 1000 } } })
    for (let i = 0; i < 4; i++) {
      world.clock.advance(900)
      const now = new Date(world.clock.now()).toISOString()
      if (i % 2) expect(await world.ask('a', { action: 'ping', ref: 'p' })).toEqual([{ type: 'pong', ref: 'p', now }])
      else await world.ask('a', subscribe({ snapshot: false }))
    }
    expect(await world.store.connection('a')).toBeDefined()
    world.clock.advance(1001)
    expect(await world.store.connection('a')).toBeUndefined()
  })

  it('never outlive the credential', async () => {
    const world = new World()
    await world.connect('a', { identity: { ...anyone, expiresAt: world.clock.now() + 500 } })
    await world.ask('a', { action: 'ping', ref: 'p' })
    world.clock.advance(501)
    expect(await world.store.connection('a')).toBeUndefined()
  })
})

describe('faults', () => {
  it('are answered, told to the operator, and end nothing else', async () => {
    const world = await connected({
      wrapIndex: (index) => Object.assign(Object.create(index), { search: () => Promise.reject(new Error('down')) }),
    })
    const told = await world.ask('a', { action: 'older', ref: 'o', query: {} })
    expect(told).toMatchObject([{ type: 'error', ref: 'o', code: 'internal', retryable: true }])
    expect(JSON.stringify(told)).not.toContain('down')
    expect(world.telemetry.faults).toMatchObject([{ where: 'older' }])
    expect(await world.ask('a', { action: 'ping', ref: 'p' })).toMatchObject([{ type: 'pong' }])
  })

  const away = () => Promise.reject(new BackendFault('OpenSearch answered 503', 'away'))
  const asking: readonly (readonly [what: string, call: string, ask: (queryId: string) => ClientMessage])[] = [
    ['a subscribe', 'refresh', () => subscribe({ ref: 'now' })],
    ['a subscribe', 'search', () => subscribe({ ref: 'now' })],
    ['an older', 'search', () => ({ action: 'older', ref: 'now', query: {} })],
    ['a fetch', 'get', (queryId) => ({ action: 'fetch', ref: 'now', queryId, keys: ['2026-11-24/e1'] })],
    ['a summarize', 'summarize', () => ({ action: 'summarize', ref: 'now', query: {}, from: start, interval: '1m' })],
  ]
  it.each(asking)('of an index that is away have %s (%s) answered unavailable', async (_, call, ask) => {
    const state = { away: false }
    const world = await connected({
      wrapIndex: (index) =>
        new Proxy(index, {
          get: (of, name) => {
            const own = Reflect.get(of, name)
            if (state.away && name === call) return away
            return typeof own === 'function' ? own.bind(of) : own
          },
        }),
    })
    const [told] = await world.ask('a', subscribe())
    state.away = true
    const { queryId } = told as { queryId: string }
    expect((await world.ask('a', ask(queryId))).at(-1)).toMatchObject({
      type: 'error',
      ref: 'now',
      code: 'unavailable',
      retryable: true,
    })
    expect(world.telemetry.faults).toHaveLength(1)
  })

  it('of a store that is away are unavailable as well; those that do not pass are internal', async () => {
    for (const [kind, code] of [
      ['away', 'unavailable'],
      ['full', 'unavailable'],
      ['refused', 'internal'],
    ] as const) {
      const world = await connected()
      world.store.subscribe = () => Promise.reject(new BackendFault('subscribe: Command timed out', kind))
      const [told] = await world.ask('a', subscribe())
      expect(told).toMatchObject({ type: 'error', ref: 'r1', code, retryable: true })
      expect(JSON.stringify(told)).not.toContain('timed out')
    }
  })

  it('of an outbox that gives a connection up close it, so that its client comes again', async () => {
    const world = await connected()
    world.outbox.post = async (_, to) => to.map((each) => ({ to: each, why: 'gaveUp' }))
    await world.ask('a', { action: 'ping', ref: 'p' })
    expect(world.outbox.closed.get('a')).toMatchObject({ code: 4429, last: { reason: 'slow' } })
    expect(await world.store.connection('a')).toBeUndefined()
  })
})
