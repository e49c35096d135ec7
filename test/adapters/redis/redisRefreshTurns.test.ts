import { afterAll, beforeAll } from 'vitest'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { RedisRefreshTurns } from '../../../src/adapters/redis/redisRefreshTurns.js'
import { refreshTurnsContract } from '../../contracts/refreshTurns.contract.js'
import { type RedisPart, startRedis } from '../../support/parts/redis.js'

let part: RedisPart
let redis: RedisConnection
let opened = 0
beforeAll(async () => {
  part = await startRedis()
  redis = openRedis({ url: part.url, onFault: () => {} })
})
afterAll(async () => {
  await redis.close()
  await part.stop()
})

refreshTurnsContract('redis', async () => {
  const prefix = `t${++opened}`
  return { instance: () => new RedisRefreshTurns({ redis, prefix }) }
})
