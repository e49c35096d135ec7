import { beforeEach, describe, expect, it } from 'vitest'
import { defaultSchema } from '../../src/domain/fields.js'
import { parseWhere } from '../../src/domain/query/parse.js'
import type { Query, Subscription } from '../../src/domain/query/query.js'
import { queryOf } from '../../src/domain/query/queryOf.js'
import type { Identity } from '../../src/domain/rights/identity.js'
import type { Connection, Subscriber } from '../../src/ports/connection.js'
import type { ChannelQueries, SubscriptionStore } from '../../src/ports/subscriptionStore.js'
import { ManualClock } from '../support/manualClock.js'

const minute = 60_000
const identity = {
  subject: 'ada',
  claims: { teams: ['core'] },
  expiresAt: Number.POSITIVE_INFINITY,
  scopes: ['read'],
} as const

export function queryFor(where: unknown): Query {
  const parsed = parseWhere(where, defaultSchema)
  if (!parsed.ok) throw new Error(parsed.refusal.message)
  return queryOf(parsed.value, defaultSchema)
}

const checkout = queryFor({ service: 'checkout' })
const payments = queryFor({ service: 'payments' })

function subscription(query: Query, ref = 'r1'): Subscription {
  return { query, ref, limit: 100, policy: { kind: 'batch' } }
}

/** Laws of `SubscriptionStore`: every adapter runs them. */
export function subscriptionStoreContract(
  name: string,
  open: (clock: ManualClock) => Promise<SubscriptionStore>,
  /** Viewers of the law of pages: fewer where each takes long, and the adapter's own tests have a page overflow. */
  { crowd = 6001 }: { readonly crowd?: number } = {},
): void {
  describe(`SubscriptionStore: ${name}`, () => {
    let clock: ManualClock
    let store: SubscriptionStore
    let lease: number
    beforeEach(async () => {
      clock = new ManualClock()
      store = await open(clock)
      lease = clock.now() + 10 * minute
    })

    const connection = (id: string, expiresAt = lease): Connection => ({
      connectionId: id,
      endpoint: 'node-1',
      packed: true,
      connectedAt: clock.now(),
      identity,
      expiresAt,
    })
    const subscribe = (id: string, of: Subscription, max = 100) => store.subscribe(id, of, { max, expiresAt: lease })

    async function subscribers(...queries: readonly Query[]): Promise<Subscriber[]> {
      const found: Subscriber[] = []
      for await (const page of store.subscribers(queries.map((q) => q.queryId))) found.push(...page)
      return found
    }
    const viewers = async (query: Query) => (await subscribers(query)).map((s) => s.connectionId).sort()

    async function queries(channel: string): Promise<string[]> {
      const answer = (await store.queries(channel)) as Exclude<ChannelQueries, 'same'>
      return answer.added.map((q) => q.queryId)
    }

    it('answers a connection as it was filed', async () => {
      await store.connect(connection('a'))
      expect(await store.connection('a')).toEqual(connection('a'))
      expect(await store.connection('b')).toBeUndefined()
    })

    it('sees a subscription in every read after it', async () => {
      await store.connect(connection('a'))
      expect(await subscribe('a', subscription(checkout))).toBe('ok')
      expect(await queries('service:checkout')).toEqual([checkout.queryId])
      expect(await subscribers(checkout)).toEqual([
        expect.objectContaining({
          connectionId: 'a',
          endpoint: 'node-1',
          packed: true,
          queryId: checkout.queryId,
          policy: { kind: 'batch' },
        }),
      ])
      expect(await store.subscriptions('a')).toEqual([subscription(checkout)])
    })

    it('answers subscribers of just the queries that are named', async () => {
      for (const id of ['a', 'b']) await store.connect(connection(id))
      await subscribe('a', subscription(checkout))
      await subscribe('b', subscription(payments))
      expect(await viewers(checkout)).toEqual(['a'])
      expect((await subscribers(checkout, payments)).map((s) => s.connectionId).sort()).toEqual(['a', 'b'])
      expect(await subscribers()).toEqual([])
    })

    it('pages through any number of subscribers, each once', async () => {
      const ids = Array.from({ length: crowd }, (_, i) => `c${i}`)
      // Fifty at a time, as they come to a store that is not in this process.
      const come = async (id: string) => {
        await store.connect(connection(id))
        await subscribe(id, subscription(checkout))
      }
      for (let i = 0; i < ids.length; i += 50) await Promise.all(ids.slice(i, i + 50).map(come))
      expect(await viewers(checkout)).toEqual(ids.sort())
    })

    it('files a query under each of its channels', async () => {
      const either = queryFor({ service: { in: ['checkout', 'payments'] } })
      await store.connect(connection('a'))
      await subscribe('a', subscription(either))
      expect(await queries('service:checkout')).toEqual([either.queryId])
      expect(await queries('service:payments')).toEqual([either.queryId])
      expect(await queries('service:cart')).toEqual([])
    })

    it('replaces on the same query: the last ref, limit and policy hold, and it does not count twice', async () => {
      await store.connect(connection('a'))
      await subscribe('a', subscription(checkout, 'r1'), 1)
      const latest = { ...subscription(checkout, 'r2'), limit: 5, policy: { kind: 'latest', by: 'service' } } as const
      expect(await subscribe('a', latest, 1)).toBe('ok')
      expect(await store.subscriptions('a')).toEqual([latest])
      expect(await subscribers(checkout)).toMatchObject([{ policy: { kind: 'latest', by: 'service' } }])
    })

    it('holds no more subscriptions a connection than asked, and leaves others alone', async () => {
      for (const id of ['a', 'b']) await store.connect(connection(id))
      expect(await subscribe('a', subscription(checkout), 1)).toBe('ok')
      expect(await subscribe('a', subscription(payments), 1)).toBe('full')
      expect(await viewers(payments)).toEqual([])
      expect(await subscribe('b', subscription(payments), 1)).toBe('ok')
    })

    it('takes no subscription for a connection that is not there', async () => {
      expect(await subscribe('nobody', subscription(checkout))).toBe('gone')
      expect(await viewers(checkout)).toEqual([])
    })

    it("takes no subscription by an identity that is no longer the connection's", async () => {
      await store.connect(connection('a'))
      const by = (identity: Identity) => ({ max: 100, expiresAt: lease, identity })
      expect(await store.subscribe('a', subscription(checkout), by(identity))).toBe('ok')
      const fresh = { ...identity, claims: { teams: ['edge'] }, unsettled: true }
      await store.renew('a', { identity: fresh, expiresAt: lease })
      expect(await store.subscribe('a', subscription(payments), by(identity))).toBe('changed')
      expect(await store.subscribe('a', subscription(checkout, 'r2'), by(identity))).toBe('changed')
      expect((await store.subscriptions('a')).map(({ ref, query }) => [ref, query.queryId])).toEqual([
        ['r1', checkout.queryId],
      ])
      expect(await viewers(payments)).toEqual([])
      const read = await store.connection('a')
      expect(await store.subscribe('a', subscription(payments), by(read?.identity ?? identity))).toBe('ok')
      expect(await viewers(payments)).toEqual(['a'])
    })

    it('ends a subscription only for who names its latest ref', async () => {
      await store.connect(connection('a'))
      await subscribe('a', subscription(checkout, 'r1'))
      await subscribe('a', subscription(checkout, 'r2'))
      expect(await store.unsubscribe('a', checkout.queryId, 'r1')).toBe(false)
      expect(await viewers(checkout)).toEqual(['a'])
      expect(await store.unsubscribe('a', checkout.queryId, 'r2')).toBe(true)
      expect(await viewers(checkout)).toEqual([])
      expect(await store.unsubscribe('a', checkout.queryId, 'r2')).toBe(false)
    })

    it('keeps the query when its last subscriber leaves: it ends by lease', async () => {
      await store.connect(connection('a'))
      await subscribe('a', subscription(checkout))
      await store.unsubscribe('a', checkout.queryId, 'r1')
      expect(await queries('service:checkout')).toEqual([checkout.queryId])
      clock.advance(20 * minute)
      expect(await queries('service:checkout')).toEqual([])
    })

    it('forgets all of a connection when it disconnects, and again is no fault', async () => {
      for (const id of ['a', 'b']) await store.connect(connection(id))
      await subscribe('a', subscription(checkout))
      await subscribe('b', subscription(checkout))
      await store.disconnect('a')
      await store.disconnect('a')
      expect(await store.connection('a')).toBeUndefined()
      expect(await store.subscriptions('a')).toEqual([])
      expect(await viewers(checkout)).toEqual(['b'])
    })

    it('answers nothing of rows whose lease is over', async () => {
      await store.connect(connection('a'))
      await subscribe('a', subscription(checkout))
      clock.advance(10 * minute)
      expect(await store.connection('a')).toBeUndefined()
      expect(await store.subscriptions('a')).toEqual([])
      expect(await viewers(checkout)).toEqual([])
      expect(await store.renew('a', { expiresAt: lease + 30 * minute })).toBe('gone')
    })

    it('renews all rows of a connection, with a new identity where one is given', async () => {
      await store.connect(connection('a'))
      await subscribe('a', subscription(checkout))
      const fresh = { ...identity, claims: { teams: ['edge'] } }
      const renewed = await store.renew('a', { identity: fresh, expiresAt: lease + 10 * minute })
      expect(renewed).toEqual({ restored: [] })
      clock.advance(15 * minute)
      expect((await store.connection('a'))?.identity).toEqual(fresh)
      expect(await viewers(checkout)).toEqual(['a'])
      expect(await queries('service:checkout')).toEqual([checkout.queryId])
    })

    it('gives a connection another identity only instead of the one that is demanded', async () => {
      await store.connect(connection('a'))
      const as = (team: string) => ({ ...identity, claims: { teams: [team] } })
      const to = { identity: as('edge'), expiresAt: lease }
      expect(await store.renew('a', { ...to, instead: as('payments') })).toBe('changed')
      expect((await store.connection('a'))?.identity).toEqual(identity)
      expect(await store.renew('a', { ...to, instead: identity })).toEqual({ restored: [] })
      expect((await store.connection('a'))?.identity).toEqual(as('edge'))
      expect(await store.renew('a', { ...to, instead: identity })).toBe('changed')
      expect(await store.renew('nobody', { ...to, instead: identity })).toBe('gone')
    })

    it('answers "same" only while no query came', async () => {
      await store.connect(connection('a'))
      await subscribe('a', subscription(checkout))
      const first = (await store.queries('service:checkout')) as Exclude<ChannelQueries, 'same'>
      expect(await store.queries('service:checkout', first.stamp)).toBe('same')
      const narrower = queryFor({ service: 'checkout', level: 'error' })
      await subscribe('a', subscription(narrower))
      const second = await store.queries('service:checkout', first.stamp)
      expect(second).not.toBe('same')
      const told = second as Exclude<ChannelQueries, 'same'>
      expect(told.added.map((q) => q.queryId)).toContain(narrower.queryId)
      expect(await store.queries('service:checkout', told.stamp)).toBe('same')
    })

    it('leads a reader that follows the changes to what is there', async () => {
      await store.connect(connection('a'))
      const held = new Set<string>()
      let stamp: string | undefined
      for (let i = 0; i < 60; i++) {
        const query = queryFor({ service: 'checkout', status: i })
        await subscribe('a', subscription(query))
        if (i % 3 === 0) await store.unsubscribe('a', query.queryId, 'r1')
        if (i % 7 === 0) clock.advance(minute / 2)
        if (i % 5 !== 0) continue
        const answer = await store.queries('service:checkout', stamp)
        if (answer === 'same') continue
        if (answer.reset) held.clear()
        for (const q of answer.removed) held.delete(q)
        for (const q of answer.added) held.add(q.queryId)
        stamp = answer.stamp
        for (const q of await queries('service:checkout')) expect(held).toContain(q)
      }
    })

    it('takes a connection that comes again as a new one', async () => {
      await store.connect(connection('a'))
      await subscribe('a', subscription(checkout))
      await store.connect(connection('a'))
      expect(await viewers(checkout)).toEqual([])
    })
  })
}
