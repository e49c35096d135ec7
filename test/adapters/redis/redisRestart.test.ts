import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { RedisBus } from '../../../src/adapters/redis/redisBus.js'
import { RedisDeadLetters } from '../../../src/adapters/redis/redisDeadLetters.js'
import { RedisOutbox } from '../../../src/adapters/redis/redisOutbox.js'
import { RedisSubscriptionStore } from '../../../src/adapters/redis/redisSubscriptionStore.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import type { Handle } from '../../../src/ports/consumer.js'
import { queryFor } from '../../contracts/subscriptionStore.contract.js'
import { eventually } from '../../support/eventually.js'
import { ManualClock } from '../../support/manualClock.js'
import { type RedisPart, startRedis } from '../../support/parts/redis.js'
import { RecordingOutbox } from '../../support/recordingOutbox.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'

const event = (n: number): RawEvent => {
  return { id: `e${n}`, source: 's', detailType: 't', time: '2026-11-24T09:30:00.000Z', detail: { n } }
}

describe('a Redis that ends in the middle and starts again', () => {
  let part: RedisPart
  let redis: RedisConnection
  let faults: unknown[]
  let running: Promise<void>[]
  let stop: AbortController
  beforeEach(() => {
    faults = []
    running = []
    stop = new AbortController()
  })
  afterEach(async () => {
    stop.abort()
    await Promise.all(running)
    await redis.close()
    await part.stop()
  })

  async function open(durable: boolean): Promise<void> {
    part = await startRedis({ durable })
    redis = openRedis({ url: part.url, onFault: (fault) => faults.push(fault) })
  }

  async function restart(): Promise<void> {
    await part.kill()
    await setTimeout(300)
    await part.start()
  }

  function busOf(): RedisBus {
    const parts = { clock: new ManualClock(), deadLetters: new RedisDeadLetters({ redis }), consumerName: 'a' }
    return new RedisBus({ redis, ...parts, telemetry: new RecordingTelemetry(), backoffMs: () => 5 })
  }
  function consume(bus: RedisBus, handle: Handle<RawEvent>): void {
    running.push(bus.run('events', handle, { max: 50, windowMs: () => 0, stop: stop.signal }))
  }

  it('loses no event that was accepted, whatever was under way, and consumers go on', async () => {
    await open(true)
    const bus = busOf()
    const handled = new Set<string>()
    consume(bus, async (batch) => {
      await setTimeout(2)
      for (const { item } of batch) handled.add(item.id)
      return batch.map(() => 'done')
    })
    const accepted: string[] = []
    let published = 0
    let over = false
    const publishing = (async () => {
      while (!over) {
        const items = Array.from({ length: 20 }, () => event(published++))
        for (const [i, answer] of (await bus.publish('events', items)).entries()) {
          if (answer === 'ok') accepted.push((items[i] as RawEvent).id)
        }
      }
    })()
    for (let round = 1; round <= 2; round++) {
      const before = handled.size
      await eventually('some are handled', () => handled.size > before + 500)
      await restart()
      const after = handled.size
      await eventually('they are handled again', () => handled.size > after + 100)
    }
    over = true
    await publishing
    await eventually('all that was accepted', () => accepted.every((id) => handled.has(id)))
    await eventually('nothing waits', async () => (await bus.waiting('events')) === 0)
    expect(accepted.length).toBeGreaterThan(1000)
    expect(faults.length).toBeGreaterThan(0)
    for (const fault of faults) expect(String(fault)).not.toContain('"detail"')
  })

  it('goes on where Redis lost the group with all that it held', async () => {
    await open(false)
    const bus = busOf()
    const got: string[] = []
    consume(bus, async (batch) => {
      got.push(...batch.map(({ item }) => item.id))
      return batch.map(() => 'done')
    })
    await bus.publish('events', [event(1)])
    await eventually('the first', () => got.includes('e1'))
    await restart()
    await eventually('it takes events', async () => (await bus.publish('events', [event(2)]))[0] === 'ok')
    await eventually('the second', () => got.includes('e2'))
  })

  it('answers what the store is asked meanwhile, from all that it had answered before', async () => {
    await open(true)
    const clock = new ManualClock()
    const store = new RedisSubscriptionStore({ redis, clock })
    const query = queryFor({ service: 'checkout' })
    const expiresAt = clock.now() + 60_000
    const identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: [] } as const
    const connection = { endpoint: 'n', packed: true, connectedAt: 0, identity, expiresAt }
    const subscription = { query, ref: 'r', limit: 1, policy: { kind: 'batch' } } as const
    const subscribe = async (connectionId: string) => {
      await store.connect({ ...connection, connectionId })
      return store.subscribe(connectionId, subscription, { max: 10, expiresAt })
    }
    expect(await subscribe('before')).toBe('ok')
    await part.kill()
    const asked = Promise.all([subscribe('meanwhile'), store.queries('service:checkout')])
    await part.start()
    expect(await asked).toMatchObject(['ok', { added: [query] }])
    const pages: string[] = []
    for await (const page of store.subscribers([query.queryId])) pages.push(...page.map((s) => s.connectionId))
    expect(pages.sort()).toEqual(['before', 'meanwhile'])
  })

  it('brings posts to the other node again, which is told lost only if it missed one', async () => {
    await open(true)
    const [here, there] = [new RecordingOutbox(), new RecordingOutbox()]
    let lost = 0
    const parts = { redis, telemetry: new RecordingTelemetry(), onUndelivered: () => {} }
    const a = new RedisOutbox({ ...parts, endpoint: 'a', local: here })
    const b = new RedisOutbox({ ...parts, endpoint: 'b', local: there })
    await Promise.all([a.open(() => {}), b.open(() => void lost++)])
    const to = { connectionId: 'c', endpoint: 'b', packed: true, connectedAt: 0 }
    const frame = { bytes: new TextEncoder().encode('x'), hits: new Map([['q', 1]]) }
    await a.post([frame], [to])
    await restart()
    // Nobody is subscribed yet: these may be missed, and then it is told.
    for (let i = 0; i < 5; i++) await a.post([frame], [to])
    await eventually('all arrived, or it was told', () => there.frames.get('c')?.length === 6 || lost > 0)
    const before = there.frames.get('c')?.length ?? 0
    await a.post([frame], [to])
    await eventually('it arrives', () => (there.frames.get('c')?.length ?? 0) > before)
    await Promise.all([a.leave(), b.leave()])
  })
})
