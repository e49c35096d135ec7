import { describe, expect, it } from 'vitest'
import type { RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { RedisOutbox } from '../../../src/adapters/redis/redisOutbox.js'
import type { Frame } from '../../../src/domain/wire/frame.js'
import type { Address } from '../../../src/ports/connection.js'
import type { Undelivered } from '../../../src/ports/outbox.js'
import { type OutboxUnderTest, outboxContract } from '../../contracts/outbox.contract.js'
import { eventually } from '../../support/eventually.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingOutbox } from '../../support/recordingOutbox.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { openSockets } from '../../support/socketReceivers.js'
import { useRedis } from './useRedis.js'

const under = useRedis()

/** Receivers on node `n`, posts from `from`. */
async function twoNodes(from: 'n' | 'other'): Promise<OutboxUnderTest> {
  const prefix = under.prefix()
  const telemetry = new RecordingTelemetry()
  const sockets = await openSockets({ clock: new ManualClock(), telemetry, maxBufferedBytes: 300_000, checkMs: 10 })
  const told: Undelivered[] = []
  const onUndelivered = (undelivered: readonly Undelivered[]) => void told.push(...undelivered)
  const parts = { redis: under.redis, telemetry, onUndelivered, prefix }
  const here = new RedisOutbox({ ...parts, endpoint: 'n', local: sockets.outbox })
  const other = new RedisOutbox({ ...parts, endpoint: 'other', local: new RecordingOutbox() })
  await Promise.all([here.open(() => {}), other.open(() => {})])
  return {
    outbox: from === 'n' ? here : other,
    maxBufferedBytes: sockets.maxBufferedBytes,
    connect: sockets.connect,
    held: sockets.held,
    ...(from === 'n' ? {} : { toldLater: () => told }),
    async stop() {
      await Promise.all([here.leave(), other.leave()])
      await sockets.stop()
    },
  }
}

outboxContract('redis, to connections of the same node', () => twoNodes('n'))
outboxContract('redis, to connections of another node', () => twoNodes('other'))

describe('RedisOutbox', () => {
  const frame = (text: string, hits = 1): Frame => {
    return { bytes: new TextEncoder().encode(text), hits: new Map(hits === 0 ? [] : [['q', hits]]) }
  }
  const address = (endpoint: string, connectionId = 'c'): Address => {
    return { connectionId, endpoint, packed: true, connectedAt: 7 }
  }
  const texts = (outbox: RecordingOutbox, id: string) =>
    (outbox.frames.get(id) ?? []).map(({ bytes }) => new TextDecoder().decode(bytes))

  async function node(endpoint: string, prefix: string, connection = under.redis, more: { presenceMs?: number } = {}) {
    const local = new RecordingOutbox()
    const telemetry = new RecordingTelemetry()
    const told: Undelivered[] = []
    const lost: number[] = []
    const onUndelivered = (undelivered: readonly Undelivered[]) => void told.push(...undelivered)
    const outbox = new RedisOutbox({ redis: connection, endpoint, local, telemetry, onUndelivered, prefix, ...more })
    await outbox.open(() => void lost.push(performance.now()))
    return { outbox, local, told, lost, telemetry }
  }

  it('sends one message a node, whatever the number of its connections, with their queries and hits', async () => {
    const prefix = under.prefix()
    const [a, b] = [await node('a', prefix), await node('b', prefix)]
    const before = Number(await under.redis.call<string>('get', `${prefix}:{n:b}:told`))
    const receivers = Array.from({ length: 1000 }, (_, i) => address('b', `c${i}`))
    await a.outbox.post([frame('x', 3), frame('y')], receivers)
    await eventually('all', () => b.local.frames.size === 1000)
    expect(texts(b.local, 'c999')).toEqual(['x', 'y'])
    expect(b.local.frames.get('c0')?.[0]?.hits).toEqual(new Map([['q', 3]]))
    // Beats beside it: one a second.
    expect(Number(await under.redis.call<string>('get', `${prefix}:{n:b}:told`)) - before).toBeLessThan(5)
    await Promise.all([a.outbox.leave(), b.outbox.leave()])
  })

  it('answers gone for a node that nobody knows, or that left, and for no other', async () => {
    const prefix = under.prefix()
    const [a, b] = [await node('a', prefix), await node('b', prefix)]
    expect(await a.outbox.post([frame('x')], [address('nowhere'), address('b')])).toEqual([
      { to: address('nowhere'), why: 'gone' },
    ])
    expect(await a.outbox.post([frame('x', 0)], [address('nowhere')])).toEqual([
      { to: address('nowhere'), why: 'gone' },
    ])
    await b.outbox.leave()
    expect(await a.outbox.post([frame('x')], [address('b')])).toEqual([{ to: address('b'), why: 'gone' }])
    await a.outbox.leave()
  })

  it('tells the node of a connection that it is gone, with its address', async () => {
    const prefix = under.prefix()
    const [a, b] = [await node('a', prefix), await node('b', prefix)]
    b.local.gone.add('c')
    expect(await a.outbox.post([frame('x')], [address('b')])).toEqual([])
    await eventually('told', () => b.told.length > 0)
    expect(b.told).toEqual([{ to: address('b'), why: 'gone' }])
    expect(a.told).toEqual([])
    await Promise.all([a.outbox.leave(), b.outbox.leave()])
  })

  it('notices that it missed something when its subscription was cut, and only then', async () => {
    const prefix = under.prefix()
    const [a, b] = [await node('a', prefix), await node('b', prefix)]
    await a.outbox.post([frame('before')], [address('b')])
    await eventually('it', () => b.local.frames.size === 1)
    expect(b.lost).toEqual([])
    // As a network does that fails: everybody subscribed is cut off, and what is published then is heard by nobody.
    await under.redis.call('client', 'KILL', 'TYPE', 'pubsub')
    await a.outbox.post([frame('missed')], [address('b')])
    await eventually('lost', () => b.lost.length > 0, 5000)
    expect(texts(b.local, 'c')).toEqual(['before'])
    await a.outbox.post([frame('after')], [address('b')])
    await eventually('it', () => texts(b.local, 'c').includes('after'))
    expect(b.lost).toHaveLength(1)
    await Promise.all([a.outbox.leave(), b.outbox.leave()])
  })

  it('takes no node for gone because it could not say that it lives while Redis was away', async () => {
    const prefix = under.prefix()
    // A Redis that is away for beats only, for each node as long as its gate is shut.
    const gated = () => {
      const gate = { open: () => {}, shut: Promise.resolve() }
      const shut = () => {
        gate.shut = new Promise((resolve) => {
          gate.open = resolve
        })
      }
      const run: RedisConnection['run'] = async (script, keys, args) => {
        if (script === 'beat') await gate.shut
        return under.redis.run(script, keys, args)
      }
      return { connection: { ...under.redis, run }, shut, open: () => gate.open() }
    }
    const [wayA, wayB] = [gated(), gated()]
    const options = { presenceMs: 3500 }
    const a = await node('a', prefix, wayA.connection, options)
    const b = await node('b', prefix, wayB.connection, options)
    wayA.shut()
    wayB.shut()
    await eventually('nobody is there', async () => (await under.redis.call('exists', `${prefix}:{n:b}`)) === 0)
    wayA.open()
    expect(await a.outbox.post([frame('x')], [address('b')])).toEqual([])
    await eventually('it arrives', () => b.local.frames.has('c'))
    wayB.open()
    await eventually('it is told that others may have missed it', () => b.lost.length > 0)
    await b.outbox.leave()
    await eventually('gone', async () => (await a.outbox.post([frame('x')], [address('b')])).length === 1)
    await a.outbox.leave()
  })
})
