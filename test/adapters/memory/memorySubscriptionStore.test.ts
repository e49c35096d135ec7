import { describe, expect, it } from 'vitest'
import { MemorySubscriptionStore } from '../../../src/adapters/memory/memorySubscriptionStore.js'
import { queryFor, subscriptionStoreContract } from '../../contracts/subscriptionStore.contract.js'
import { ManualClock } from '../../support/manualClock.js'

subscriptionStoreContract('memory', async (clock) => new MemorySubscriptionStore(clock))

describe('MemorySubscriptionStore', () => {
  it('does not grow with queries that came and went', async () => {
    const clock = new ManualClock()
    const store = new MemorySubscriptionStore(clock)
    const identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: [] } as const
    const expiresAt = clock.now() + 86_400_000
    await store.connect({ connectionId: 'a', endpoint: 'n', packed: true, connectedAt: 0, identity, expiresAt })
    for (let i = 0; i < 2000; i++) {
      const query = queryFor({ service: `s${i}` })
      const policy = { kind: 'batch' } as const
      await store.subscribe('a', { query, ref: 'r', limit: 1, policy }, { max: 10, expiresAt })
      await store.unsubscribe('a', query.queryId, 'r')
      clock.advance(1000)
    }
    expect(store.size.queries).toBeLessThan(100)
  })

  it('keeps few of the queries that came and went within a second, and none from who looks at it', async () => {
    const clock = new ManualClock()
    const store = new MemorySubscriptionStore(clock)
    const identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: [] } as const
    const limits = { max: 10_000, expiresAt: clock.now() + 86_400_000 }
    const connection = { connectionId: 'a', endpoint: 'n', packed: true, connectedAt: 0, identity }
    await store.connect({ ...connection, expiresAt: limits.expiresAt })
    const subscription = (i: number) => {
      return { query: queryFor({ status: i }), ref: 'r', limit: 1, policy: { kind: 'batch' } } as const
    }
    for (let i = 0; i < 5000; i++) {
      await store.subscribe('a', subscription(i), limits)
      if (i % 10 !== 0) await store.unsubscribe('a', subscription(i).query.queryId, 'r')
    }
    expect(store.size.queries).toBeLessThanOrEqual(1500)
    const filed = await store.queries('all')
    const kept = new Set(filed === 'same' ? [] : filed.added.map(({ queryId }) => queryId))
    for (let i = 0; i < 5000; i += 10) expect(kept).toContain(subscription(i).query.queryId)
  })
})
