import { RedisRefreshTurns } from '../../../src/adapters/redis/redisRefreshTurns.js'
import { refreshTurnsContract } from '../../contracts/refreshTurns.contract.js'
import { useRedis } from './useRedis.js'

const under = useRedis()

refreshTurnsContract('redis', async () => {
  const prefix = under.prefix()
  return { instance: () => new RedisRefreshTurns({ redis: under.redis, prefix }) }
})
