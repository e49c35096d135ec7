import { describe, expect, it } from 'vitest'
import { RedisSubscriptionStore } from '../../../src/adapters/redis/redisSubscriptionStore.js'
import type { Query } from '../../../src/domain/query/query.js'
import { queryFor, subscriptionStoreContract } from '../../contracts/subscriptionStore.contract.js'
import { ManualClock } from '../../support/manualClock.js'
import { useRedis } from './useRedis.js'

const under = useRedis()

subscriptionStoreContract(
  'redis',
  async (clock) => new RedisSubscriptionStore({ redis: under.redis, clock, prefix: under.prefix() }),
)

describe('RedisSubscriptionStore', () => {
  const identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: [] } as const
  const minute = 60_000

  function open() {
    const clock = new ManualClock()
    const prefix = under.prefix()
    return { clock, prefix, store: new RedisSubscriptionStore({ redis: under.redis, clock, prefix }) }
  }
  const connection = (connectionId: string, expiresAt: number) => {
    return { connectionId, endpoint: 'n', packed: true, connectedAt: 0, identity, expiresAt }
  }
  const subscription = (query: Query, ref = 'r') => ({ query, ref, limit: 1, policy: { kind: 'batch' } }) as const
  async function viewers(store: RedisSubscriptionStore, query: Query): Promise<string[]> {
    const found: string[] = []
    for await (const page of store.subscribers([query.queryId])) found.push(...page.map((s) => s.connectionId))
    return found
  }
  const checkout = queryFor({ service: 'checkout' })

  it('pays for what is new: a reader that follows is told what came, and what went', async () => {
    const { clock, store } = open()
    const expiresAt = clock.now() + 100 * minute
    await store.connect(connection('a', expiresAt))
    const of = (status: number) => queryFor({ service: 'checkout', status })
    const subscribe = (status: number, until: number) =>
      store.subscribe('a', subscription(of(status)), { max: 10_000, expiresAt: until })
    // More than one step reads.
    for (let i = 0; i < 1100; i++) await subscribe(i, i < 3 ? clock.now() + minute : expiresAt)
    const all = await store.queries('service:checkout')
    if (all === 'same') throw new Error('nothing was held')
    expect(all.reset).toBe(true)
    expect(new Set(all.added.map((q) => q.queryId)).size).toBe(1100)
    expect(await store.queries('service:checkout', all.stamp)).toBe('same')
    clock.advance(2 * minute)
    await subscribe(5000, expiresAt)
    const news = await store.queries('service:checkout', all.stamp)
    expect(news).toMatchObject({ reset: false, added: [of(5000)] })
    expect(new Set(news === 'same' ? [] : news.removed)).toEqual(new Set([0, 1, 2].map((i) => of(i).queryId)))
  })

  it('answers all there is to a reader that is further behind than what is remembered', async () => {
    const { clock, store } = open()
    const expiresAt = clock.now() + 100 * minute
    await store.connect(connection('a', expiresAt))
    const of = (status: number) => queryFor({ service: 'checkout', status })
    await store.subscribe('a', subscription(of(0)), { max: 10_000, expiresAt })
    const first = await store.queries('service:checkout')
    for (let i = 1; i < 1100; i++) {
      await store.subscribe('a', subscription(of(i)), { max: 10_000, expiresAt: clock.now() + minute })
    }
    clock.advance(2 * minute)
    await store.queries('service:checkout')
    await store.subscribe('a', subscription(of(5000)), { max: 10_000, expiresAt })
    const answer = await store.queries('service:checkout', first === 'same' ? undefined : first.stamp)
    expect(answer).toMatchObject({ reset: true, removed: [] })
    const added = answer === 'same' ? [] : answer.added.map((q) => q.queryId)
    expect(new Set(added)).toEqual(new Set([of(0).queryId, of(5000).queryId]))
  })

  it('puts back what was lost of a connection when it renews, and names it', async () => {
    const { clock, prefix, store } = open()
    const expiresAt = clock.now() + 10 * minute
    await store.connect(connection('a', expiresAt))
    await store.subscribe('a', subscription(checkout), { max: 10, expiresAt })
    await under.redis.call('del', `${prefix}:{q:${checkout.queryId}}`)
    expect(await store.renew('a', { expiresAt })).toEqual({ restored: [checkout.queryId] })
    expect(await viewers(store, checkout)).toEqual(['a'])
    for (const key of ['', ':filed', ':queries', ':leases'])
      await under.redis.call('del', `${prefix}:{h:service:checkout}${key}`)
    expect(await store.renew('a', { expiresAt })).toEqual({ restored: [checkout.queryId] })
    expect(await store.queries('service:checkout')).toMatchObject({ added: [checkout] })
    expect(await store.renew('a', { expiresAt })).toEqual({ restored: [] })
  })

  it('ends with what was asked last, whatever happens at the same time', async () => {
    const { clock, prefix, store } = open()
    const expiresAt = clock.now() + 10 * minute
    const other = new RedisSubscriptionStore({ redis: under.redis, clock, prefix: prefix })
    for (let i = 0; i < 100; i++) {
      await store.connect(connection('a', expiresAt))
      await store.subscribe('a', subscription(checkout), { max: 10, expiresAt })
      const [end] = await Promise.all([
        i % 2 === 0 ? store.unsubscribe('a', checkout.queryId, 'r') : store.disconnect('a'),
        other.renew('a', { expiresAt: expiresAt + i }),
        other.subscribe('a', subscription(checkout, 'r2'), { max: 10, expiresAt }),
      ])
      const held = await store.subscriptions('a')
      expect(await viewers(store, checkout)).toEqual(held.length === 0 ? [] : ['a'])
      if (end === true) expect(held.map(({ ref }) => ref)).toEqual(['r2'])
      await store.disconnect('a')
      expect(await viewers(store, checkout)).toEqual([])
    }
  })

  it('leaves nothing in Redis that would not end by itself', async () => {
    const { clock, prefix, store } = open()
    const expiresAt = clock.now() + 10 * minute
    for (const id of ['a', 'b']) {
      await store.connect(connection(id, expiresAt))
      await store.subscribe(id, subscription(queryFor({ status: id === 'a' ? 1 : 2 })), { max: 10, expiresAt })
    }
    clock.advance(9 * minute)
    await store.renew('b', { expiresAt: clock.now() + 10 * minute })
    clock.advance(2 * minute)
    await store.queries('all')
    const keys = await under.redis.call<string[]>('keys', `${prefix}:*`)
    expect(keys.length).toBeGreaterThan(7)
    for (const key of keys)
      expect([key, await under.redis.call<number>('pttl', key)]).toEqual([key, expect.toSatisfy((ttl) => ttl > 0)])
  })

  it('does not grow with viewers that vanished while nobody read', async () => {
    const { clock, prefix, store } = open()
    for (let i = 0; i < 500; i++) {
      const expiresAt = clock.now() + minute
      await store.connect(connection(`c${i}`, expiresAt))
      await store.subscribe(`c${i}`, subscription(checkout), { max: 10, expiresAt })
      clock.advance(minute / 10)
    }
    expect(await under.redis.call<number>('zcard', `${prefix}:{q:${checkout.queryId}}`)).toBeLessThan(60)
  })
})
