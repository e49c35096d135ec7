import { afterAll, beforeAll } from 'vitest'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { type RedisPart, startRedis } from '../../support/parts/redis.js'

export interface RedisUnderTest {
  readonly redis: RedisConnection
  readonly url: string
  /** Nobody else's keys begin with it. */
  prefix(): string
}

/** One Redis for the tests of a file or a group. To be called where they are registered. `start`: another than a single server. */
export function useRedis(start: () => Promise<Pick<RedisPart, 'url' | 'stop'>> = startRedis): RedisUnderTest {
  let part: Pick<RedisPart, 'url' | 'stop'>
  let redis: RedisConnection
  let opened = 0
  beforeAll(async () => {
    part = await start()
    redis = openRedis({ url: part.url, onFault: () => {} })
  })
  afterAll(async () => {
    await redis.close()
    await part.stop()
  })
  return {
    get url() {
      return part.url
    },
    get redis() {
      return redis
    },
    prefix: () => `t${++opened}`,
  }
}
