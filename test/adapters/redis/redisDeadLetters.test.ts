import { RedisDeadLetters } from '../../../src/adapters/redis/redisDeadLetters.js'
import { deadLettersContract } from '../../contracts/deadLetters.contract.js'
import { useRedis } from './useRedis.js'

const under = useRedis()

deadLettersContract('redis', async () => ({
  letters: new RedisDeadLetters({ redis: under.redis, prefix: under.prefix() }),
  max: undefined,
}))
