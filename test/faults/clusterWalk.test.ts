import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRedis, type RedisConnection } from '../../src/adapters/redis/openRedis.js'
import { RedisSubscriptionStore } from '../../src/adapters/redis/redisSubscriptionStore.js'
import { eventually } from '../support/eventually.js'
import { ClusterLane } from '../support/faults/clusterLane.js'
import { open } from '../support/faults/gate.js'
import { killAt } from '../support/faults/killAt.js'
import { putLostViewer } from '../support/faults/lostViewer.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { expectCovered, portCallsOf, type RequestsOf, stepsOf } from '../support/faults/portCalls.js'
import { putEvents } from '../support/send.js'
import { TestClient } from '../support/testClient.js'

const lanes: ClusterLane[] = []
const redis: RedisConnection[] = []
beforeAll(async () => {
  const index = await openSearchUrl()
  lanes.push(...(await Promise.all(Array.from({ length: 4 }, () => ClusterLane.start(index)))))
  redis.push(...lanes.map((lane) => openRedis({ url: lane.redis.url, onFault: () => {} })))
})
afterAll(async () => {
  await Promise.all([...redis.map((one) => one.close()), ...lanes.map((lane) => lane.stop())])
})

/** A large new document and one update, taken, ingested and broadcast by a node that ends at a step. */
async function run(
  lane: ClusterLane,
  step: string,
): Promise<{ readonly reached: boolean; readonly steps: readonly string[] }> {
  const { victim, other } = lane
  const service = `walk-${randomUUID()}`
  const at = Date.now()
  const base = { eventId: `${service}-a`, service, eventType: 'walked', '@timestamp': at, level: 'info' }
  const details = [
    { ...base, version: 2, level: 'warn' },
    { ...base, eventId: `${service}-b`, '@timestamp': at + 1, note: 'n'.repeat(205_000) },
  ]
  const wanted = details.map((detail) => `${detail.eventId} v${'version' in detail ? detail.version : 1}`).sort()
  const live = await lane.view(`service:${service}`)
  await putEvents(`${other.url}/`, [base])
  await eventually('the first version', () => live.getSnapshot().hits.length === 1)
  await eventually('nothing waits', async () => (await lane.waiting()) === 0)
  const { verifiedAt } = live.getSnapshot()
  const store = new RedisSubscriptionStore({
    redis: redis[lanes.indexOf(lane)] as RedisConnection,
    clock: { now: Date.now },
  })
  await putLostViewer(store, service, { connectionId: `${service}-lost`, endpoint: 'a node that was' })
  const told: string[] = []
  live.onChange(({ added, changed }) => {
    told.push(...[...added, ...changed.map(({ after }) => after)].map((hit) => `${hit.eventId} v${hit.version}`))
  })

  // Only the victim takes what comes now, so that it is the one who makes every step.
  await other.redis.hold('xreadgroup')
  const watched = killAt(step, () => victim.process.kill())
  victim.redis.gate = watched
  victim.index.gate = watched
  const sent = await putEvents(`${victim.url}/`, details).then(
    () => true,
    () => false,
  )
  const balanced = () => watched.steps.filter((step) => step.startsWith('before')).length * 2
  await eventually('it ends, or all is done', async () => {
    return watched.reached || ((await lane.waiting()) === 0 && watched.steps.length >= balanced())
  })
  victim.redis.gate = open
  victim.index.gate = open
  other.redis.release()
  // A producer who got no answer sends again.
  if (!sent) await putEvents(`${other.url}/`, details)
  const restarted = watched.reached ? victim.restart() : undefined

  await eventually(`both are told (${step})`, () => wanted.every((one) => told.includes(one)))
  await restarted
  await eventually('nothing waits', async () => (await lane.waiting()) === 0)
  expect([...told].sort(), `each once (${step})`).toEqual(wanted)
  const view = live.getSnapshot()
  expect(view.verifiedAt, 'told live, and not found by asking again').toBe(verifiedAt)
  const asking = await TestClient.open(other.ws)
  const { parts } = await asking.subscribe({ channel: `service:${service}` })
  await asking.close()
  expect(view.hits).toEqual(parts.flatMap((part) => part.hits))
  expect(view.total).toBe(2)
  live.close()
  return { reached: watched.reached, steps: watched.steps }
}

const requests: RequestsOf = {
  'accept bus.publish': ['redis publish events'],
  'ingest taken': ['after redis xreadgroup events'],
  'ingest index.write': ['opensearch POST _bulk', 'opensearch POST _bulk'],
  'ingest index.get': ['opensearch POST _mget'],
  // A probe is nobody's event: where its node ends, it is lost, as it shall be.
  'ingest index.probe': [],
  'ingest bus.publish': ['redis publish deltas', 'redis publish deltas'],
  'ingest acknowledged': ['redis settle events'],
  'broadcast taken': ['after redis xreadgroup deltas'],
  'broadcast index.get': ['opensearch POST _mget'],
  'broadcast store.queries': ['redis hmget', 'redis since'],
  'broadcast store.subscribers': ['redis zrangebylex'],
  // One to each node that is named.
  'broadcast outbox.post': ['redis tell', 'redis tell'],
  // Whom another node's connections are too slow for, that node closes by itself: nothing is asked of a backend.
  'broadcast outbox.close': [],
  'broadcast store.disconnect': ['redis end', 'redis leave', 'redis forget'],
  'broadcast acknowledged': ['redis settle deltas'],
}

it('a node may end between any two steps of ingest and broadcast: the other one delivers, once in the view', async () => {
  const seen = new Set<string>()
  const walked = new Set<string>()
  const left = stepsOf(requests).values()
  await Promise.all(
    lanes.map(async (lane) => {
      for (const step of left) {
        // Batches are as large as what came together: it may have come otherwise.
        for (let tries = 0; tries < 6 && !walked.has(step); tries++) {
          const { reached, steps } = await run(lane, step)
          if (reached) walked.add(step)
          for (const one of steps) seen.add(one)
        }
      }
    }),
  )
  console.log(`${walked.size} kills: ${[...walked].join(', ')}`)
  expectCovered([...portCallsOf('ingest'), ...portCallsOf('broadcast')], requests, walked, seen)
})
