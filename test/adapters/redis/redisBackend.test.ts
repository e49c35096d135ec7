import { afterEach, expect, it } from 'vitest'
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/openRedis.js'
import { RedisBackend } from '../../../src/adapters/redis/redisBackend.js'
import { type RedisPart, type RedisPartOptions, startRedis } from '../../support/parts/redis.js'

let part: RedisPart | undefined
let redis: RedisConnection | undefined
afterEach(async () => {
  await redis?.close()
  await part?.stop()
})

async function open(options: RedisPartOptions, now = () => Date.now()): Promise<RedisBackend> {
  part = await startRedis(options)
  redis = openRedis({ url: part.url, onFault: () => {} })
  return new RedisBackend({ redis, clock: { now } })
}

it('finds no fault with a Redis that keeps what it accepts, and tells how far the clocks are apart', async () => {
  const backend = await open({ durable: true }, () => Date.now() - 700)
  const { ok, clockOffsetMs, weaker } = await backend.health()
  expect(ok).toBe(true)
  expect(weaker).toEqual({})
  expect(clockOffsetMs).toBeGreaterThan(600)
  expect(clockOffsetMs).toBeLessThan(800)
})

it('tells what a Redis without append-only file, or with eviction, does not keep', async () => {
  const backend = await open({ args: ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'] })
  const { ok, weaker } = await backend.health()
  expect(ok).toBe(true)
  expect(Object.keys(weaker ?? {})).toEqual(['durable', 'keeps'])
  expect(weaker?.['keeps']).toContain('allkeys-lru')
})

it('answers in time, and without an address, when Redis does not', async () => {
  const backend = await open({})
  expect((await backend.health()).ok).toBe(true)
  await part?.kill()
  const from = performance.now()
  const { ok, detail } = await backend.health()
  expect(ok).toBe(false)
  expect(detail).not.toContain('127.0.0.1')
  expect(performance.now() - from).toBeLessThan(2000)
})
