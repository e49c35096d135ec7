import { afterAll, beforeAll, expect, it } from 'vitest'
import { Keys } from '../../../src/adapters/redis/keys.js'
import { NodeLine } from '../../../src/adapters/redis/nodeLine.js'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { eventually } from '../../support/eventually.js'
import { RedisProxy } from '../../support/faults/redisProxy.js'
import { useRedis } from './useRedis.js'

const under = useRedis()
let proxy: RedisProxy
let redis: RedisConnection
beforeAll(async () => {
  proxy = await RedisProxy.start(under.url)
  redis = openRedis({ url: proxy.url, onFault: () => {} })
})
afterAll(async () => {
  await redis.close()
  await proxy.stop()
})

it('a subscription that is given up while it comes back harms nobody, and another takes its place', async () => {
  const told: string[] = []
  const faults: unknown[] = []
  const line = new NodeLine({
    redis,
    keys: new Keys(under.prefix()),
    endpoint: 'n',
    onMessage: (message) => told.push(message.toString()),
    onLost: () => {},
    onFault: (fault) => faults.push(fault),
    presenceMs: 8000,
  })
  await line.open()
  const unhandled: unknown[] = []
  const note = (fault: unknown) => unhandled.push(fault)
  process.on('unhandledRejection', note)
  try {
    let asked = 0
    proxy.gate = {
      before: ({ name }) => {
        if (name === 'subscribe') asked++
        return true
      },
      after: () => true,
    }
    await proxy.hold('subscribe')
    proxy.cut()
    // The connection has come back, and asks in vain; the next beats are not heard.
    await eventually('it is given up', () => faults.length > 0, 20_000)
    proxy.release()
    await eventually('another one is there', () => asked > 0, 20_000)
    await eventually('it hears again', async () => {
      await line.tell('n', Buffer.from('x'))
      return told.length > 0
    })
    expect(unhandled).toEqual([])
  } finally {
    process.off('unhandledRejection', note)
    await line.close()
  }
}, 60_000)
