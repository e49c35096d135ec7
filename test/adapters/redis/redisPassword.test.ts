import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { eventually } from '../../support/eventually.js'
import { type RedisPart, startRedis } from '../../support/parts/redis.js'

let part: RedisPart
let admin: RedisConnection

beforeAll(async () => {
  part = await startRedis()
  admin = openRedis({ url: part.url, onFault: () => {} })
})

afterAll(async () => {
  await admin.close()
  await part.stop()
})

describe('a password that lapses', () => {
  it('is asked for again when a connection has to come back', async () => {
    let current = 'one'
    await admin.call('acl', 'setuser', 'functions', 'on', '>one', '~*', '&*', '+@all')
    const redis = openRedis({ url: part.url, user: 'functions', password: () => current, onFault: () => {} })
    try {
      expect(await redis.call('acl', 'whoami')).toBe('functions')
      await admin.call('acl', 'setuser', 'functions', 'resetpass', '>two')
      current = 'two'
      const id = await redis.call('client', 'id')
      await admin.call('client', 'kill', 'user', 'functions')
      await eventually('another connection', async () => (await redis.call('client', 'id')) !== id, 10_000)
      expect(await redis.call('acl', 'whoami')).toBe('functions')
    } finally {
      await redis.close()
    }
  })

  it('is none of a cluster, and that is said at once', () => {
    const open = () => openRedis({ url: 'redis://localhost:1?cluster', password: () => 'one', onFault: () => {} })
    expect(open).toThrow('takes no passwords that lapse')
  })
})
