import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSearchClient } from '../../src/adapters/opensearch/openSearchClient.js'
import { OpenSearchHitIndex } from '../../src/adapters/opensearch/openSearchHitIndex.js'
import { openRedis, type RedisConnection } from '../../src/adapters/redis/openRedis.js'
import { RedisBus } from '../../src/adapters/redis/redisBus.js'
import { RedisDeadLetters } from '../../src/adapters/redis/redisDeadLetters.js'
import { sparing } from '../../src/application/sparing.js'
import type { RawEvent } from '../../src/domain/event/rawEvent.js'
import { defaultSchema } from '../../src/domain/fields.js'
import { eventually } from '../support/eventually.js'
import { type HttpAnswer, HttpProxy } from '../support/faults/httpProxy.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { ManualClock } from '../support/manualClock.js'
import { type RedisPart, startRedis } from '../support/parts/redis.js'
import { RecordingTelemetry } from '../support/recordingTelemetry.js'
import { World } from '../support/world.js'

let part: RedisPart
let redis: RedisConnection
let proxy: HttpProxy
beforeAll(async () => {
  part = await startRedis({})
  redis = openRedis({ url: part.url, onFault: () => {} })
  proxy = await HttpProxy.start('opensearch', await openSearchUrl())
})
afterAll(async () => {
  await redis?.close()
  await Promise.all([part?.stop(), proxy?.stop()])
})

/** Attempts that a node has, and then some: what takes it minutes takes no time here, as nothing is waited for between two. */
const maxAttempts = 10
const short = { baseMs: 1, mostMs: 2, budgetMs: 10 }

/** What events go through on a node, from its queue into its index. */
async function node() {
  const prefix = `outage-${randomUUID()}`
  const client = openSearchClient({ url: proxy.url, auth: { kind: 'none' } })
  const options = { client, schema: defaultSchema, clock: new ManualClock(), retentionMs: 14 * 86_400_000 }
  const patience = { readPatience: short, writePatience: short }
  const index = new OpenSearchHitIndex({ ...options, ...patience, indexPrefix: prefix, replicas: 0 })
  await index.prepare()
  const world = new World({ wrapIndex: () => index })
  const deadLetters = new RedisDeadLetters({ redis, prefix })
  const parts = { redis, clock: world.clock, deadLetters, telemetry: new RecordingTelemetry(), prefix }
  const bus = new RedisBus({ ...parts, consumerName: 'a', maxAttempts, backoffMs: () => 1 })
  const stop = new AbortController()
  let attempts = 0
  const ingest = sparing<RawEvent>(
    (batch) => {
      attempts++
      return world.ingest.handle(batch)
    },
    async () => (await index.health()).ok,
  )
  const running = bus.run('events', ingest, { max: 100, windowMs: () => 0, stop: stop.signal })
  return {
    bus,
    world,
    attempts: () => attempts,
    letters: async () => (await deadLetters.list({ limit: 100 })).letters,
    async end() {
      proxy.interfere = () => undefined
      stop.abort()
      await running
      await client.close()
    },
  }
}

const refusal = (status: number, type: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { type, reason: type }, status }),
})

it.each([
  ['red', () => refusal(503, 'cluster_block_exception')],
  [
    'green, and its disk full',
    ({ path }: { path: string }) => (path.includes('_cluster') ? undefined : refusal(429, 'cluster_block_exception')),
  ],
])('an index that is %s for longer than all attempts last costs no event', async (_, interfere) => {
  const { attempts, bus, end, letters, world } = await node()
  try {
    proxy.interfere = interfere
    const events = Array.from({ length: 20 }, (_, i) => world.event({ eventId: `e${i}` }))
    expect(await bus.publish('events', events)).toEqual(events.map(() => 'ok'))
    await eventually('more attempts than there are', () => attempts() > maxAttempts * 2)
    proxy.interfere = () => undefined
    await eventually('nothing waits', async () => (await bus.waiting('events')) === 0)
    expect(await letters()).toEqual([])
    expect(new Set(world.deltas.map(({ key }) => key)).size).toBe(20)
  } finally {
    await end()
  }
})

it('an event that a healthy index fails at, again and again, is buried all the same', async () => {
  const { bus, end, letters, world } = await node()
  try {
    proxy.interfere = ({ body, path }) =>
      path.includes('_bulk') && body.includes('"poison"') ? refusal(500, 'null_pointer_exception') : undefined
    await bus.publish('events', [world.event({ eventId: 'poison' })])
    const [letter] = await eventually('a letter', async () => {
      const found = await letters()
      return found.length > 0 && found
    })
    expect(letter?.why).toMatchObject({ code: 'attempts_used', message: expect.stringContaining('500') })
    await bus.publish('events', [world.event({ eventId: 'other' })])
    await eventually('the next goes through', () => world.deltas.length === 1)
  } finally {
    await end()
  }
})
