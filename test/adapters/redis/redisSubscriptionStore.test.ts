import { afterAll, beforeAll } from 'vitest'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { RedisSubscriptionStore } from '../../../src/adapters/redis/redisSubscriptionStore.js'
import { subscriptionStoreContract } from '../../contracts/subscriptionStore.contract.js'
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

subscriptionStoreContract(
  'redis',
  async (clock) => new RedisSubscriptionStore({ redis, clock, prefix: `t${++opened}` }),
)
