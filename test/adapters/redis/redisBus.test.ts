import { RedisBus } from '../../../src/adapters/redis/redisBus.js'
import { RedisDeadLetters } from '../../../src/adapters/redis/redisDeadLetters.js'
import { eventBusContract } from '../../contracts/eventBus.contract.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { useRedis } from './useRedis.js'

const under = useRedis()

eventBusContract('redis', async () => {
  const prefix = under.prefix()
  const deadLetters = new RedisDeadLetters({ redis: under.redis, prefix })
  const telemetry = new RecordingTelemetry()
  const parts = { redis: under.redis, clock: new ManualClock(), deadLetters, telemetry, prefix, consumerName: 'a' }
  const bus = new RedisBus({ ...parts, maxLength: 20, maxAttempts: 4, backoffMs: () => 1 })
  return { bus, consumer: bus, deadLetters, maxWaiting: 20, maxAttempts: 4 }
})
