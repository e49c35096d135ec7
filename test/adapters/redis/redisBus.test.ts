import { afterAll, beforeAll } from 'vitest'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { RedisBus } from '../../../src/adapters/redis/redisBus.js'
import { RedisDeadLetters } from '../../../src/adapters/redis/redisDeadLetters.js'
import { eventBusContract } from '../../contracts/eventBus.contract.js'
import { ManualClock } from '../../support/manualClock.js'
import { type RedisPart, startRedis } from '../../support/parts/redis.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'

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

eventBusContract('redis', async () => {
  const prefix = `t${++opened}`
  const deadLetters = new RedisDeadLetters({ redis, prefix })
  const telemetry = new RecordingTelemetry()
  const parts = { redis, clock: new ManualClock(), deadLetters, telemetry, prefix, consumerName: 'a' }
  const bus = new RedisBus({ ...parts, maxLength: 20, maxAttempts: 4, backoffMs: () => 1 })
  return { bus, consumer: bus, deadLetters, maxWaiting: 20, maxAttempts: 4 }
})
