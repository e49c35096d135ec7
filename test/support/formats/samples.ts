import type { Delta, Hit, Stored } from '../../../src/domain/document/hit.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import type { Query, Subscription } from '../../../src/domain/query/query.js'
import { queryOf } from '../../../src/domain/query/queryOf.js'
import type { Connection } from '../../../src/ports/connection.js'
import type { DeadLetter } from '../../../src/ports/deadLetters.js'
import type { Welcome } from '../../../src/ports/eventBus.js'

/** What a version is made to write down once, to be read by all that follow. */

/** The clock of whoever writes or reads it. */
export const writtenAt = Date.parse('2026-11-24T09:30:00.000Z')
const lease = writtenAt + 7_200_000

function queryFor(where: unknown): Query {
  const parsed = parseWhere(where, defaultSchema)
  if (!parsed.ok) throw new Error(parsed.refusal.message)
  return queryOf(parsed.value, defaultSchema)
}

export const connections: readonly Connection[] = [
  {
    connectionId: 'conn-a',
    endpoint: 'node-1',
    packed: true,
    connectedAt: writtenAt - 1000,
    identity: {
      subject: 'ada',
      claims: JSON.parse('{"team":["core","edge"],"level":7,"__proto__":{"x":1},"nested":{"a":[null,true]}}'),
      expiresAt: lease,
      scopes: ['read'],
    },
    expiresAt: lease,
  },
  {
    connectionId: 'conn-b=',
    endpoint: 'abc123',
    packed: false,
    connectedAt: writtenAt - 60_000,
    identity: { subject: 'wall', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: ['read', 'admin'] },
    expiresAt: lease - 1000,
  },
]

/** Every operator, and a query that is filed under several channels and one under `all`. */
const queries = [
  { service: 'checkout', status: { gte: 500, lt: 600 }, location: { prefix: 'eu-' } },
  {
    and: [
      { or: [{ service: { in: ['checkout', 'cart'] } }] },
      { not: { level: 'debug' } },
      { message: { match: 'Time out' } },
    ],
  },
  { team: { exists: true }, '@timestamp': { gte: '2026-11-24T00:00:00Z' } },
  {},
].map(queryFor)

export const subscriptions: readonly (readonly [connectionId: string, Subscription])[] = [
  ['conn-a', { query: queries[0] as Query, ref: 'q1.1', limit: 100, policy: { kind: 'batch' } }],
  ['conn-a', { query: queries[1] as Query, ref: 'q2.1', limit: 7, policy: { kind: 'latest', by: 'team' } }],
  ['conn-a', { query: queries[3] as Query, ref: 'q3.1', limit: 1000, policy: { kind: 'sample' } }],
  ['conn-b=', { query: queries[2] as Query, ref: 'service:checkout', limit: 100, policy: { kind: 'batch' } }],
  ['conn-b=', { query: queries[0] as Query, ref: 'x', limit: 1, policy: { kind: 'sample' } }],
]

function hit(version: number, more: Partial<Hit> = {}): Hit {
  return {
    eventId: 'order-7/ä',
    version,
    '@timestamp': '2026-11-24T09:29:00.000Z',
    service: 'checkout',
    status: 500 + version,
    latencyMs: 12.5,
    message: 'Timeout upstream',
    // What is not declared, and names that stores and JavaScript have a meaning for.
    extra: JSON.parse('{"__proto__":1,"a.b":[{"c":null}]}'),
    'service.name': 'x',
    ingestedAt: `2026-11-24T09:29:5${version}.000Z`,
    ...more,
  } as Hit
}

export const documents: readonly Stored[] = [
  { hit: hit(1, { eventId: 'first' }), earlier: [] },
  {
    hit: hit(3),
    earlier: [
      { hit: hit(2), at: '2026-11-24T09:29:53.000Z' },
      { hit: hit(1), at: '2026-11-24T09:29:52.000Z' },
    ],
  },
]

export const deltas: readonly Delta[] = [
  { key: '2026-11-24/first', now: hit(1, { eventId: 'first' }), was: [] },
  { key: '2026-11-24/order-7/ä', now: hit(3), was: [hit(2), hit(1)] },
  { key: '2026-11-24/large', byReference: true, ingestedAt: '2026-11-24T09:29:59.000Z' },
]

export const events: readonly RawEvent[] = [
  {
    id: '5b1e0f9a-0000-4000-8000-000000000001',
    source: 'shop',
    detailType: 'order.placed',
    time: '2026-11-24T09:29:00Z',
    detail: { eventId: 'order-7/ä', version: 3, status: '503', extra: { a: [1, 'ü', null] } },
  },
  { id: '2', source: 'shop', detailType: 'bad', time: '2026-11-24T09:29:00Z', detail: 'no object' },
]

export const welcomes: readonly Welcome[] = [
  {
    to: { connectionId: 'conn-b=', endpoint: 'abc123', packed: false, connectedAt: writtenAt - 60_000 },
    subscribed: [{ ref: 'service:checkout', queryId: (queries[2] as Query).queryId }],
  },
]

export const letters: readonly DeadLetter[] = [
  {
    id: 'events-1',
    topic: 'events',
    item: { ...events[1] } as unknown as DeadLetter['item'],
    why: { code: 'not_an_object', message: 'an event must be an object' },
    at: '2026-11-24T09:29:30.000Z',
  },
  {
    id: 'deltas-1',
    topic: 'deltas',
    item: { ...deltas[1] } as unknown as DeadLetter['item'],
    why: { code: 'too_old', message: 'the delta is older than maxDeltaAge', path: 'ingestedAt' },
    at: '2026-11-24T09:29:31.000Z',
  },
]
