import { describe, expect, it } from 'vitest'
import { RedisBackend } from '../../../src/adapters/redis/redisBackend.js'
import { RedisBus } from '../../../src/adapters/redis/redisBus.js'
import { RedisDeadLetters } from '../../../src/adapters/redis/redisDeadLetters.js'
import { RedisOutbox } from '../../../src/adapters/redis/redisOutbox.js'
import { RedisRefreshTurns } from '../../../src/adapters/redis/redisRefreshTurns.js'
import { RedisSubscriptionStore } from '../../../src/adapters/redis/redisSubscriptionStore.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import type { Address } from '../../../src/ports/connection.js'
import type { Handle } from '../../../src/ports/consumer.js'
import { deadLettersContract } from '../../contracts/deadLetters.contract.js'
import { eventBusContract } from '../../contracts/eventBus.contract.js'
import { refreshTurnsContract } from '../../contracts/refreshTurns.contract.js'
import { subscriptionStoreContract } from '../../contracts/subscriptionStore.contract.js'
import { eventually } from '../../support/eventually.js'
import { ManualClock } from '../../support/manualClock.js'
import { startRedisCluster } from '../../support/parts/redis.js'
import { RecordingOutbox } from '../../support/recordingOutbox.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { useRedis } from './useRedis.js'

// The same laws on a cluster of three: a script that touched keys of two slots would be refused there.
let cluster: Awaited<ReturnType<typeof startRedisCluster>>
const under = useRedis(async () => {
  cluster = await startRedisCluster()
  return cluster
})

subscriptionStoreContract(
  'redis cluster',
  async (clock) => new RedisSubscriptionStore({ redis: under.redis, clock, prefix: under.prefix() }),
)

deadLettersContract('redis cluster', async () => ({
  letters: new RedisDeadLetters({ redis: under.redis, prefix: under.prefix() }),
  max: undefined,
}))

refreshTurnsContract('redis cluster', async () => {
  const prefix = under.prefix()
  return { instance: () => new RedisRefreshTurns({ redis: under.redis, prefix }) }
})

eventBusContract('redis cluster', async () => {
  const prefix = under.prefix()
  const deadLetters = new RedisDeadLetters({ redis: under.redis, prefix })
  const telemetry = new RecordingTelemetry()
  const parts = { redis: under.redis, clock: new ManualClock(), deadLetters, telemetry, prefix, consumerName: 'a' }
  const bus = new RedisBus({ ...parts, maxLength: 20, maxAttempts: 4, backoffMs: () => 1 })
  return { bus, consumer: bus, deadLetters, maxWaiting: 20, maxAttempts: 4 }
})

describe('on a Redis Cluster', () => {
  it('brings posts to another node', async () => {
    const prefix = under.prefix()
    const local = new RecordingOutbox()
    const parts = { redis: under.redis, local, telemetry: new RecordingTelemetry(), onUndelivered: () => {}, prefix }
    const nodes = ['a', 'b'].map((endpoint) => new RedisOutbox({ ...parts, endpoint }))
    await Promise.all(nodes.map((node) => node.open(() => {})))
    const to: Address = { connectionId: 'c', endpoint: 'b', packed: true, connectedAt: 0 }
    const frame = { bytes: new TextEncoder().encode('x'), hits: new Map([['q', 1]]) }
    expect(await nodes[0]?.post([frame], [to])).toEqual([])
    await eventually('the frame', () => local.frames.get('c')?.length === 1)
    await Promise.all(nodes.map((node) => node.leave()))
  })

  it('looks at the health of every server', async () => {
    const clock = { now: () => Date.now() }
    const { ok, weaker } = await new RedisBackend({ redis: under.redis, clock }).health()
    expect(ok).toBe(true)
    expect(weaker).toEqual({})
    expect(under.redis.servers()).toHaveLength(3)
  })

  it('goes on when one of its servers ends and comes again', async () => {
    const prefix = under.prefix()
    const clock = new ManualClock()
    const parts = { redis: under.redis, clock, telemetry: new RecordingTelemetry(), prefix }
    const bus = new RedisBus({
      ...parts,
      deadLetters: new RedisDeadLetters({ redis: under.redis, prefix }),
      consumerName: 'a',
    })
    const store = new RedisSubscriptionStore({ redis: under.redis, clock, prefix })
    const stop = new AbortController()
    const handled = new Set<string>()
    const handle: Handle<RawEvent> = async (batch) => {
      for (const { item } of batch) handled.add(item.id)
      return batch.map(() => 'done')
    }
    const running = bus.run('events', handle, { max: 50, windowMs: () => 0, stop: stop.signal })
    const accepted: string[] = []
    let published = 0
    const publish = async () => {
      const id = `e${published++}`
      const event = { id, source: 's', detailType: 't', time: '2026-11-24T09:30:00.000Z', detail: {} }
      const [answer] = await bus.publish('events', [event])
      if (answer === 'ok') accepted.push(id)
      return answer === 'ok'
    }
    for (const part of cluster.parts) {
      await eventually('it takes events', publish)
      const identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: [] } as const
      const expiresAt = clock.now() + 60_000
      const ids = Array.from({ length: 20 }, (_, i) => `${part.port}-${i}`)
      const connection = { endpoint: 'n', packed: true, connectedAt: 0, identity, expiresAt }
      await Promise.all(ids.map((connectionId) => store.connect({ ...connection, connectionId })))
      await part.kill()
      await part.start()
      const found = () => Promise.all(ids.map((id) => store.connection(id)))
      const all = await eventually('the store answers', () => found().catch(() => undefined), 30_000)
      expect(all.every((row) => row !== undefined)).toBe(true)
      await eventually('it takes events again', publish, 30_000)
    }
    await eventually('all that was accepted', () => accepted.every((id) => handled.has(id)), 30_000)
    stop.abort()
    await running
  })
})
