import { afterAll, beforeAll } from 'vitest'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { RedisDeadLetters } from '../../../src/adapters/redis/redisDeadLetters.js'
import { deadLettersContract } from '../../contracts/deadLetters.contract.js'
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

deadLettersContract('redis', async () => ({
  letters: new RedisDeadLetters({ redis, prefix: `t${++opened}` }),
  max: undefined,
}))
