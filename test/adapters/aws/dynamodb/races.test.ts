import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { DynamoSubscriptionStore } from '../../../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import { filingKey, placeOf, queryKey, subscriberKey } from '../../../../src/adapters/aws/dynamodb/keys.js'
import type { QueryRow } from '../../../../src/adapters/aws/dynamodb/queryFiles.js'
import { RowTable } from '../../../../src/adapters/aws/dynamodb/rowTable.js'
import type { Query } from '../../../../src/domain/query/query.js'
import type { Connection } from '../../../../src/ports/connection.js'
import type { ChannelQueries } from '../../../../src/ports/subscriptionStore.js'
import { queryFor } from '../../../contracts/subscriptionStore.contract.js'
import { DynamoCalls } from '../../../support/aws/dynamoCalls.js'
import { ManualClock } from '../../../support/manualClock.js'
import { fillTable } from './fillTable.js'
import { dynamoUnderTest } from './table.js'

const dynamo = dynamoUnderTest()
const minute = 60_000
const identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: ['read'] } as const
const checkout = queryFor({ service: 'checkout' })
const channel = 'service:checkout'
type Told = Exclude<ChannelQueries, 'same'>

describe('subscriptions in DynamoDB', () => {
  let clock: ManualClock
  let table: string
  let store: DynamoSubscriptionStore
  beforeEach(async () => {
    clock = new ManualClock()
    table = await dynamo.table()
    store = new DynamoSubscriptionStore({ client: dynamo.client, table, clock })
  })

  const connection = (id: string, ms = 10 * minute): Connection => {
    const connectedAt = clock.now()
    return { connectionId: id, endpoint: 'n', packed: true, connectedAt, identity, expiresAt: connectedAt + ms }
  }
  const subscribe = (id: string, query: Query, more: { max?: number; by?: DynamoSubscriptionStore } = {}) => {
    const { max = 100, by = store } = more
    const subscription = { query, ref: 'r', limit: 100, policy: { kind: 'batch' } } as const
    return by.subscribe(id, subscription, { max, expiresAt: clock.now() + 10 * minute })
  }
  const come = async (id: string, query: Query) => {
    await store.connect(connection(id))
    expect(await subscribe(id, query)).toBe('ok')
  }
  const rows = () => new RowTable(dynamo.another(), table, { budgetMs: 1_000, firstMs: 10, mostMs: 100 })
  const viewers = async (query: Query) => {
    const found: string[] = []
    for await (const page of store.subscribers([query.queryId])) found.push(...page.map((s) => s.connectionId))
    return found.sort()
  }

  it('take exactly as many of a connection as it may have, however many come at once', async () => {
    await store.connect(connection('a'))
    const queries = Array.from({ length: 12 }, (_, i) => queryFor({ service: `s${i}` }))
    // Each by a process of its own.
    const answers = await Promise.all(
      queries.map((query) => {
        const other = new DynamoSubscriptionStore({ client: dynamo.client, table, clock })
        return subscribe('a', query, { max: 5, by: other })
      }),
    )
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(5)
    expect(answers.filter((answer) => answer === 'full')).toHaveLength(7)
    expect(await store.subscriptions('a')).toHaveLength(5)
    const [one] = await store.subscriptions('a')
    expect(await store.unsubscribe('a', (one as { query: Query }).query.queryId, 'r')).toBe(true)
    expect(await subscribe('a', checkout, { max: 5 })).toBe('ok')
    expect(await subscribe('a', queryFor({ service: 'more' }), { max: 5 })).toBe('full')
  })

  it('file a query once that many bring at the same moment', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `c${i}`)
    for (const id of ids) await store.connect(connection(id))
    const all = queryFor({})
    const by = () => new DynamoSubscriptionStore({ client: dynamo.client, table, clock })
    expect(await Promise.all(ids.map((id) => subscribe(id, all, { by: by() })))).toEqual(ids.map(() => 'ok'))
    expect(((await store.queries('all')) as Told).added).toEqual([all])
    expect(await viewers(all)).toEqual(ids.sort())
  })

  it('file many new queries of one channel at the same moment, each where its readers look', async () => {
    const queries = Array.from({ length: 24 }, (_, i) => queryFor({ service: 'checkout', status: i }))
    for (let i = 0; i < 24; i++) await store.connect(connection(`c${i}`))
    const first = (await store.queries(channel)) as Told
    await Promise.all(queries.map((query, i) => subscribe(`c${i}`, query)))
    const told = (await store.queries(channel, first.stamp)) as Told
    expect(told.added.map((q) => q.queryId).sort()).toEqual(queries.map((q) => q.queryId).sort())
  })

  it('tell a reader of a query that lapsed while it held the channel, and came again', async () => {
    await come('a', checkout)
    clock.advance(20 * minute)
    const lapsed = (await store.queries(channel)) as Told
    expect(lapsed.added).toEqual([])
    expect(await store.queries(channel, lapsed.stamp)).toBe('same')
    await come('b', checkout)
    expect(((await store.queries(channel, lapsed.stamp)) as Told).added).toEqual([checkout])
  })

  it('tell a reader whose clock is ahead, and who has left a query out that another one prolongs', async () => {
    await come('a', checkout)
    // Filed for fifteen minutes. The reader's clock is a little ahead of the writer's, which finds it filed still.
    clock.advance(15 * minute - 200)
    const ahead = new ManualClock(clock.now() + 250)
    const reader = new DynamoSubscriptionStore({ client: dynamo.client, table, clock: ahead })
    const early = (await reader.queries(channel)) as Told
    expect(early.added).toEqual([])
    await come('b', checkout)
    expect(((await reader.queries(channel, early.stamp)) as Told).added).toEqual([checkout])
  })

  it('keep a query filed as long as anybody looks at it, without telling its readers', async () => {
    await come('a', checkout)
    const first = (await store.queries(channel)) as Told
    for (let i = 0; i < 3; i++) {
      clock.advance(9 * minute)
      expect(await store.renew('a', { expiresAt: clock.now() + 10 * minute })).toEqual({ restored: [] })
      expect(await store.queries(channel, first.stamp)).toBe('same')
      expect(((await store.queries(channel)) as Told).added).toEqual([checkout])
    }
  })

  it('give a reader all of a channel anew after an hour, so that what lapsed does not stay with it', async () => {
    await come('a', checkout)
    const first = (await store.queries(channel)) as Told
    clock.advance(61 * minute)
    const again = await store.queries(channel, first.stamp)
    expect(again).toMatchObject({ added: [], reset: true })
  })

  it('give all of a channel to a reader who holds what no store of ours said', async () => {
    await come('a', checkout)
    for (const held of ['', '7', 'x:y', '1:2.3', '9007199254740993:1']) {
      expect(await store.queries(channel, held)).toMatchObject({ added: [checkout], reset: true })
    }
  })

  it('put back what was lost of a connection, and name it', async () => {
    const payments = queryFor({ service: 'payments' })
    const cart = queryFor({ service: 'cart' })
    await store.connect(connection('a'))
    for (const query of [checkout, payments, cart]) await subscribe('a', query)
    const client = DynamoDBDocumentClient.from(dynamo.client)
    await client.send(new DeleteCommand({ TableName: table, Key: subscriberKey(checkout.queryId, 'a') }))
    await client.send(new DeleteCommand({ TableName: table, Key: queryKey(payments.queryId) }))
    const renewed = await store.renew('a', { expiresAt: clock.now() + 12 * minute })
    expect(new Set((renewed as { restored: string[] }).restored)).toEqual(new Set([checkout.queryId, payments.queryId]))
    expect(await viewers(checkout)).toEqual(['a'])
    expect(((await store.queries('service:payments')) as Told).added).toEqual([payments])
    expect(await store.renew('a', { expiresAt: clock.now() + 12 * minute })).toEqual({ restored: [] })
  })

  it('file a query anew where its filing was lost, or where another schema had it filed', async () => {
    await come('a', checkout)
    const [row] = await rows().get<QueryRow>([queryKey(checkout.queryId)])
    const place = placeOf(channel, checkout.queryId)
    const client = DynamoDBDocumentClient.from(dynamo.client)
    const key = filingKey(place, row?.filings[place] as number)
    await client.send(new DeleteCommand({ TableName: table, Key: key }))
    clock.advance(6 * minute)
    await come('b', checkout)
    expect(((await store.queries(channel)) as Told).added).toEqual([checkout])

    const elsewhere = { ...row, until: clock.now() + 90 * minute, filings: { 'H#elsewhere#0': 1 } }
    await client.send(new PutCommand({ TableName: table, Item: elsewhere }))
    const held = (await store.queries(channel)) as Told
    await come('c', checkout)
    expect(((await store.queries(channel, held.stamp)) as Told).added).toEqual([checkout])
  })

  it('let no renewal bring back what is unsubscribed beside it, nor miss what is subscribed', async () => {
    for (let i = 0; i < 10; i++) {
      const id = `c${i}`
      await come(id, checkout)
      clock.advance(minute)
      const payments = queryFor({ service: 'payments' })
      const expiresAt = clock.now() + 10 * minute
      const [, ended, came] = await Promise.all([
        store.renew(id, { expiresAt }),
        store.unsubscribe(id, checkout.queryId, 'r'),
        subscribe(id, payments),
      ])
      expect([ended, came]).toEqual([true, 'ok'])
      expect(await viewers(checkout)).toEqual([])
      expect((await store.subscriptions(id)).map((s) => s.query.queryId)).toEqual([payments.queryId])
      clock.advance(10 * minute - 1)
      expect(await viewers(payments)).toEqual([id])
      await store.disconnect(id)
    }
  })

  it('know channels whose values have kilobytes, and conditions of thirty', async () => {
    const long = 'v'.repeat(8_000)
    const values = Array.from({ length: 16 }, (_, i) => `${i}${'w'.repeat(1_800)}`)
    const [one, many] = [queryFor({ service: long }), queryFor({ service: { in: values } })]
    await store.connect(connection('a'))
    expect([await subscribe('a', one), await subscribe('a', many)]).toEqual(['ok', 'ok'])
    expect(((await store.queries(`service:${long}`)) as Told).added).toEqual([one])
    for (const value of values) expect(((await store.queries(`service:${value}`)) as Told).added).toEqual([many])
  })

  it('page through more subscribers than one answer holds, and leave out who lapsed', async () => {
    const client = dynamo.another()
    const calls = new DynamoCalls(client)
    const real = new DynamoSubscriptionStore({ client, table, clock })
    const rows = Array.from({ length: 12_000 }, (_, i) => ({
      ...subscriberKey(checkout.queryId, `c${String(i).padStart(40, '0')}`),
      e: 'n',
      c: clock.now(),
      u: clock.now() + (i % 4 === 0 ? 0 : minute),
      expiresAt: Math.ceil(clock.now() / 1_000),
    }))
    await fillTable(dynamo.client, table, rows)
    const pages: number[] = []
    for await (const page of real.subscribers([checkout.queryId])) pages.push(page.length)
    expect(pages.reduce((sum, n) => sum + n, 0)).toBe(9_000)
    expect(pages.length).toBeGreaterThan(1)
    expect(calls.calls.map((call) => call.operation)).toEqual(calls.calls.map(() => 'Query'))
    for (const { input } of calls.calls) expect(input['ConsistentRead']).toBe(true)
  })
})
