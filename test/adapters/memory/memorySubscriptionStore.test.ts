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
})
