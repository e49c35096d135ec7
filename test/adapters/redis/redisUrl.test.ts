import { expect, it } from 'vitest'
import { readRedisUrl } from '../../../src/adapters/redis/redisUrl.js'

it('reads a server, with TLS, database and credentials', () => {
  expect(readRedisUrl('redis://localhost')).toEqual({
    seeds: [{ host: 'localhost', port: 6379 }],
    cluster: false,
    tls: false,
    db: 0,
    user: undefined,
    password: undefined,
  })
  expect(readRedisUrl('rediss://ada:p%40ss@[::1]:7000/2')).toMatchObject({
    seeds: [{ host: '::1', port: 7000 }],
    tls: true,
    db: 2,
    user: 'ada',
    password: 'p@ss',
  })
})

it('reads a cluster with one seed or several', () => {
  expect(readRedisUrl('redis://a:1?cluster')).toMatchObject({ cluster: true, seeds: [{ host: 'a', port: 1 }] })
  expect(readRedisUrl('redis://a:1/?cluster=b:2,c')).toMatchObject({
    cluster: true,
    seeds: [
      { host: 'a', port: 1 },
      { host: 'b', port: 2 },
      { host: 'c', port: 6379 },
    ],
  })
})

it('refuses what is no Redis, and repeats nothing of it', () => {
  for (const text of ['http://ada:secret@a', 'ada:secret@a', 'redis://ada:secret@a/zero']) {
    expect(() => readRedisUrl(text)).toThrow()
    expect(() => readRedisUrl(text)).not.toThrow(/secret/)
  }
})
