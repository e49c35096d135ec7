import { expect, test } from 'vitest'
import { firstBroken, type Hop } from '../../../src/application/doctor/hops.js'
import { serverRound } from '../../../src/application/doctor/serverRound.js'
import type { Hit } from '../../../src/domain/document/hit.js'
import { probeField } from '../../../src/domain/probe/probe.js'
import type { ExaminedServer, HttpSaid } from '../../../src/ports/examinedServer.js'
import type { LineAnswer, Sent } from '../../../src/ports/probeLine.js'

const now = Date.parse('2026-11-24T12:00:00.000Z')
const id = 'd'.repeat(32)

interface Ways {
  readonly metrics?: readonly string[]
  readonly said?: Partial<Record<'healthz' | 'readyz' | 'metrics', HttpSaid>>
  readonly ready?: object
  readonly opens?: Awaited<ReturnType<ExaminedServer['open']>>
  readonly subscribes?: LineAnswer
  readonly clock?: string
  readonly sent?: Sent
  readonly told?: object | null
}

/** A server that is well but for what is said; time stands still, and what is waited for is over at once. */
async function examined(ways: Ways) {
  let hear: (hit: Hit) => void = () => {}
  let asked = 0
  let closed = 0
  const answers: Record<string, LineAnswer> = {
    subscribe: ways.subscribes ?? { type: 'subscribed', queryId: 'q' },
    ping: { type: 'pong', now: ways.clock ?? new Date(now).toISOString() },
  }
  const line = {
    ask: async (message: object) =>
      answers[(message as { action: string }).action] ?? { type: 'ended' as const, why: 'x' },
    onHit: (told: (hit: Hit) => void) => {
      hear = told
    },
    close: async () => {
      closed++
    },
  }
  const server: ExaminedServer = {
    get: async (path) => {
      const body = path === 'metrics' ? (ways.metrics?.[asked++] ?? '') : { detail: ways.ready ?? 'ready' }
      return ways.said?.[path] ?? { status: 200, body }
    },
    send: async () => {
      if (ways.told !== null) hear({ [probeField]: id, stored: true, ...ways.told } as unknown as Hit)
      return ways.sent ?? 'taken'
    },
    open: async () => ways.opens ?? line,
  }
  const round = await serverRound(server, {
    clock: { now: () => now },
    newId: () => id,
    lingerMs: 0,
    // Looks are over long before.
    pause: (ms) => (ms === 10_000 ? new Promise((resolve) => setTimeout(resolve, 20)) : Promise.resolve()),
    stop: new AbortController().signal,
    onFinding: () => {},
  })
  return { round, first: firstBroken(round.findings), closed }
}

const away = { ok: false, detail: 'it cannot be reached' }
const fine = { ok: true, detail: 'it answers' }

test('a server that is well', async () => {
  const { first, round, closed } = await examined({ ready: { bus: fine, store: fine, index: fine } })
  expect([first, round.passage?.times, closed]).toEqual([undefined, 1, 1])
})

test.each<[string, Hop, Ways]>([
  ['nobody there', 'server', { said: { healthz: { unreachable: 'ECONNREFUSED' } } }],
  ['another thing at this address', 'server', { said: { healthz: { status: 404, body: '' } } }],
  ['no access', 'credentials', { said: { metrics: { status: 401, body: '' } } }],
  ['no right to send', 'credentials', { sent: { refused: 'forbidden', access: true }, told: null }],
  ['Redis is away', 'bus', { ready: { bus: away, store: away, index: fine } }],
  ['the store is away', 'table', { ready: { bus: fine, store: away, index: fine } }],
  ['the index is red', 'write', { ready: { bus: fine, store: fine, index: { ok: false, detail: 'red' } } }],
  ['clocks apart', 'clock', { ready: { bus: { ok: false, detail: 'its clock and ours differ by 300 ms' } } }],
  ['this clock is off', 'clock', { clock: new Date(now - 120_000).toISOString() }],
  ['a store without writes', 'table', { opens: { refused: { code: 1013, reason: '' } } }],
  ['no WebSocket', 'websocket', { opens: { refused: { code: 404, reason: '' } } }],
  ['denied', 'authorizer', { opens: { refused: { code: 4401, reason: 'unauthorized' } } }],
  ['rights that admit nothing', 'authorizer', { subscribes: { type: 'error', code: 'forbidden', message: 'none' } }],
  ['nothing is taken', 'bus', { sent: { refused: 'unavailable', access: false }, told: null }],
  ['stuck consumers', 'queue', { told: null, metrics: ['', '', 'deltaboard_waiting_events 3'] }],
  [
    'ingested by another node, and told by none',
    'queue',
    { told: null, metrics: ['', '', 'deltaboard_waiting_deltas 3'] },
  ],
  ['no answer to the subscribe', 'post', { subscribes: { type: 'ended', why: 'no answer' } }],
  ['lost by ingest', 'function', { told: null }],
  ['the index refuses', 'write', { told: { stored: false, why: 'read-only' } }],
  [
    'never posted',
    'post',
    { told: null, metrics: ['', '', 'deltaboard_events_total{outcome="probed"} 1\ndeltaboard_waiting_deltas 0'] },
  ],
])('%s: %s', async (_, hop, ways) => {
  const { first } = await examined(ways)
  expect(first).toMatchObject({ hop, why: expect.stringMatching(/./), mend: expect.stringMatching(/./) })
})
