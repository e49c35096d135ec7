import type { RedisConnection } from '../../../src/adapters/redis/openRedis.js'

type Entry = readonly [id: string, fields: readonly string[]]

/** A key as it is told and made by the plain commands of its type. */
export type RedisRow =
  | readonly [key: string, type: 'stream', entries: readonly Entry[]]
  | readonly [key: string, type: 'hash' | 'zset' | 'string', texts: readonly string[]]

/** All keys that begin so. */
export async function dumpRedis(redis: RedisConnection, prefix: string): Promise<readonly RedisRow[]> {
  const keys = await redis.call<string[]>('keys', `${prefix}:*`)
  return Promise.all(keys.sort().map((key) => dumpKey(redis, key)))
}

async function dumpKey(redis: RedisConnection, key: string): Promise<RedisRow> {
  const type = await redis.call<string>('type', key)
  switch (type) {
    case 'hash':
      return [key, type, Object.entries(await redis.call<Record<string, string>>('hgetall', key)).flat()]
    case 'zset':
      return [key, type, await redis.call<string[]>('zrange', key, 0, -1, 'WITHSCORES')]
    case 'stream':
      return [key, type, await redis.call<Entry[]>('xrange', key, '-', '+')]
    case 'string':
      return [key, type, [await redis.call<string>('get', key)]]
    default:
      throw new Error(`${key} is a ${type}`)
  }
}

/** Without leases of their own: what lapsed is said by the values. */
export async function restoreRedis(redis: RedisConnection, rows: readonly RedisRow[]): Promise<void> {
  for (const [key, type, value] of rows) {
    if (type === 'stream') for (const [id, fields] of value) await redis.call('xadd', key, id, ...fields)
    else if (type === 'hash') await redis.call('hset', key, ...value)
    else if (type === 'string') await redis.call('set', key, ...value)
    else await redis.call('zadd', key, ...scored(value))
  }
}

/** Member, score, … as score, member, … */
function scored(pairs: readonly string[]): string[] {
  return pairs.flatMap((_, i) => (i % 2 === 0 ? [pairs[i + 1] as string, pairs[i] as string] : []))
}
