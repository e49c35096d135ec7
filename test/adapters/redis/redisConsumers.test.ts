import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRedis } from '../../../src/adapters/redis/openRedis.js'
import { RedisBus, type RedisBusOptions } from '../../../src/adapters/redis/redisBus.js'
import { RedisDeadLetters } from '../../../src/adapters/redis/redisDeadLetters.js'
import type { Delta, Hit } from '../../../src/domain/document/hit.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import type { Delivery, Handle } from '../../../src/ports/consumer.js'
import { eventually } from '../../support/eventually.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { useRedis } from './useRedis.js'

const event = (id: string, detail: unknown = {}): RawEvent => {
  return { id, source: 's', detailType: 't', time: '2026-11-24T09:30:00.000Z', detail }
}
const ids = (batch: readonly Delivery<RawEvent>[]) => batch.map(({ item }) => item.id)

describe('RedisBus, several consumers', () => {
  const under = useRedis()
  let prefix: string
  let running: Promise<void>[]
  let stop: AbortController
  beforeEach(() => {
    prefix = under.prefix()
    running = []
    stop = new AbortController()
  })
  afterEach(async () => {
    stop.abort()
    await Promise.all(running)
  })

  const telemetry = new RecordingTelemetry()
  const letters = async () => (await new RedisDeadLetters({ redis: under.redis, prefix }).list({ limit: 10 })).letters
  function busOf(consumerName: string, connection = under.redis, options: Partial<RedisBusOptions> = {}): RedisBus {
    const deadLetters = new RedisDeadLetters({ redis: connection, prefix })
    const parts = { redis: connection, clock: new ManualClock(), deadLetters, telemetry, prefix, consumerName }
    return new RedisBus({ ...parts, backoffMs: () => 1, ...options })
  }
  function consume(bus: RedisBus, handle: Handle<RawEvent>, windowMs = 0): void {
    running.push(bus.run('events', handle, { max: 100, windowMs: () => windowMs, stop: stop.signal }))
  }

  it('gives what a dead consumer held to another within five seconds, as handed out before', async () => {
    const dying = openRedis({ url: under.url, onFault: () => {} })
    let release = () => {}
    const never = new Promise<void>((resolve) => {
      release = resolve
    })
    const taken: string[] = []
    consume(busOf('dead', dying), async (batch) => {
      taken.push(...ids(batch))
      await never
      return batch.map(() => 'done')
    })
    await busOf('b').publish('events', [event('1'), event('2')])
    await eventually('it has them', () => taken.length === 2)
    const got: Delivery<RawEvent>[] = []
    consume(busOf('b'), async (batch) => {
      got.push(...batch)
      return batch.map(() => 'done')
    })
    await dying.close()
    const from = performance.now()
    await eventually('the other has them', () => got.length === 2)
    expect(performance.now() - from).toBeLessThan(5000)
    expect(got.map(({ attempt, first }) => ({ attempt, first }))).toEqual([
      { attempt: 2, first: false },
      { attempt: 2, first: false },
    ])
    stop.abort()
    release()
  })

  it('finds what it was handed by a read that it had given up, and that came to the server late', async () => {
    const got: Delivery<RawEvent>[] = []
    const bus = busOf('b')
    consume(bus, async (batch) => {
      got.push(...batch)
      return batch.map(() => 'done')
    })
    await bus.publish('events', [event('before')])
    await eventually('it reads', () => got.length === 1)
    // Such a read, of nothing yet; what it is handed then counts as handed long ago.
    const stream = `${prefix}:{b:events}`
    const late = openRedis({ url: under.url, onFault: () => {} })
    const reading = late.call('xreadgroup', 'GROUP', 'handlers', 'b', 'COUNT', 1, 'BLOCK', 4000, 'STREAMS', stream, '>')
    let lost = ''
    for (let n = 1; lost === ''; n++) {
      await bus.publish('events', [event(`${n}`)])
      // Whoever waited longer is served first: sooner or later it is that one.
      const read = (await Promise.race([reading, setTimeout(50)])) as [string, [string, string[]][]][] | undefined
      lost = read?.[0]?.[1][0]?.[0] ?? ''
    }
    await late.call('xclaim', stream, 'handlers', 'b', 0, lost, 'IDLE', 60_000, 'JUSTID')
    await late.close()
    const [[, fields]] = (await under.redis.call('xrange', stream, lost, lost)) as [[string, string[]]]
    const { id } = JSON.parse(fields[1] ?? '') as RawEvent
    await eventually('it is found', () => got.some(({ item }) => item.id === id))
    expect(got.find(({ item }) => item.id === id)).toMatchObject({ attempt: 2, first: false })
  })

  it('takes over all that a consumer held which left, however much', async () => {
    const stream = `${prefix}:{b:events}`
    const bus = busOf('b')
    await bus.publish(
      'events',
      Array.from({ length: 1200 }, (_, i) => event(`e${i}`)),
    )
    await under.redis.call('xgroup', 'CREATE', stream, 'handlers', '0')
    await under.redis.call('xreadgroup', 'GROUP', 'handlers', 'left', 'COUNT', 1200, 'STREAMS', stream, '>')
    await under.redis.call('zadd', `${stream}:alive`, 0, 'left')
    const got = new Set<string>()
    consume(bus, async (batch) => {
      for (const id of ids(batch)) got.add(id)
      return batch.map(() => 'done')
    })
    await eventually('all', () => got.size === 1200)
    await eventually('settled', async () => (await bus.waiting('events')) === 0)
  })

  it('leaves to a consumer what it is long at', async () => {
    const got: string[] = []
    let done = 0
    consume(busOf('slow'), async (batch) => {
      got.push(...ids(batch))
      await setTimeout(4500)
      done++
      return batch.map(() => 'done')
    })
    await busOf('slow').publish('events', [event('1')])
    await eventually('it has it', () => got.length === 1)
    consume(busOf('idle'), async (batch) => {
      got.push(...ids(batch))
      return batch.map(() => 'done')
    })
    await eventually('it is done', () => done === 1)
    await eventually('settled', async () => (await busOf('idle').waiting('events')) === 0)
    expect(got).toEqual(['1'])
  })

  it('buries what killed whoever had it, each time, without handing it out once more', async () => {
    const bus = busOf('a', under.redis, { maxAttempts: 2 })
    await bus.publish('events', [event('poison')])
    const stream = `${prefix}:{b:events}`
    await under.redis.call('xgroup', 'CREATE', stream, 'handlers', '0')
    // Handed out twice to consumers that are no more.
    await under.redis.call('xreadgroup', 'GROUP', 'handlers', 'a', 'STREAMS', stream, '>')
    const [[id]] = (await under.redis.call('xpending', stream, 'handlers', '-', '+', 1)) as [[string]]
    await under.redis.call('xclaim', stream, 'handlers', 'a', 0, id)
    let calls = 0
    consume(bus, async (batch) => {
      calls += batch.length
      return batch.map(() => 'done')
    })
    await eventually('a letter', async () => (await letters()).length === 1)
    expect(calls).toBe(0)
    expect(await letters()).toMatchObject([{ item: { id: 'poison' }, why: { code: 'attempts_used' } }])
  })

  it('loses of a batch only the one at fault', async () => {
    const bus = busOf('a')
    const done: string[] = []
    consume(bus, async (batch) => {
      if (ids(batch).includes('e3')) throw new Error('a bug')
      done.push(...ids(batch))
      return batch.map(() => 'done')
    })
    await bus.publish(
      'events',
      Array.from({ length: 6 }, (_, i) => event(`e${i}`)),
    )
    await eventually('a letter', async () => (await letters()).length === 1)
    expect(done.sort()).toEqual(['e0', 'e1', 'e2', 'e4', 'e5'])
    expect(await letters()).toMatchObject([{ item: { id: 'e3' } }])
    expect(await bus.waiting('events')).toBe(0)
  })

  it('hands out others while one waits for its next attempt', async () => {
    const bus = busOf('a', under.redis, { backoffMs: () => 600 })
    const done: string[] = []
    consume(bus, async (batch) =>
      batch.map(({ attempt, item }) => {
        if (item.id === 'late' && attempt === 1) return { retry: 'later' }
        done.push(item.id)
        return 'done'
      }),
    )
    await bus.publish('events', [event('late')])
    for (let i = 0; i < 5; i++) await bus.publish('events', [event(`e${i}`)])
    await eventually('all', () => done.length === 6)
    expect(done.at(-1)).toBe('late')
  })

  it('lets items gather for the window', async () => {
    const bus = busOf('a')
    const sizes: number[] = []
    consume(
      bus,
      async (batch) => {
        sizes.push(batch.length)
        return batch.map(() => 'done')
      },
      400,
    )
    for (let i = 0; i < 5; i++) await bus.publish('events', [event(`e${i}`)])
    await eventually('all', () => sizes.reduce((a, b) => a + b, 0) === 5)
    expect(sizes).toEqual([5])
  })

  it('shares the events out: each to one consumer', async () => {
    const got: string[] = []
    for (const name of ['a', 'b', 'c']) {
      consume(busOf(name), async (batch) => {
        got.push(...ids(batch))
        return batch.map(() => 'done')
      })
    }
    const bus = busOf('a')
    for (let i = 0; i < 50; i++) await bus.publish('events', [event(`${i}a`), event(`${i}b`)])
    await eventually('all', () => got.length >= 100)
    expect(new Set(got).size).toBe(100)
    expect(got).toHaveLength(100)
  })

  it('sends a delta above 200 KB by reference, and others whole', async () => {
    const bus = busOf('a')
    const deltaOf = (size: number): Delta => {
      const at = '2026-11-24T09:30:00.000Z'
      const now: Hit = { eventId: 'e', version: 1, '@timestamp': at, ingestedAt: at, text: 'é'.repeat(size / 2) }
      return { key: '2026-11-24/e', now, was: [] }
    }
    const [whole, large] = [deltaOf(200_000), deltaOf(206_000)]
    const got: Delta[] = []
    const handle: Handle<Delta> = async (batch) => {
      got.push(...batch.map(({ item }) => item))
      return batch.map(() => 'done')
    }
    running.push(bus.run('deltas', handle, { max: 10, windowMs: () => 0, stop: stop.signal }))
    expect(await bus.publish('deltas', [whole, large])).toEqual(['ok', 'ok'])
    await eventually('both', () => got.length === 2)
    expect(got).toEqual([whole, { key: '2026-11-24/e', byReference: true, ingestedAt: '2026-11-24T09:30:00.000Z' }])
  })

  it('answers retry where Redis is full, and takes events again when it is not', async () => {
    const bus = busOf('a')
    await under.redis.call('config', 'SET', 'maxmemory', '1mb')
    try {
      expect(await bus.publish('events', [event('1')])).toMatchObject([{ retry: expect.anything() }])
    } finally {
      await under.redis.call('config', 'SET', 'maxmemory', '0')
    }
    expect(await bus.publish('events', [event('1')])).toEqual(['ok'])
  })
})
