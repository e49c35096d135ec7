import { beforeEach, describe, expect, it } from 'vitest'
import { DynamoSubscriptionStore } from '../../../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import type { Query } from '../../../../src/domain/query/query.js'
import type { Connection } from '../../../../src/ports/connection.js'
import { queryFor } from '../../../contracts/subscriptionStore.contract.js'
import { type DynamoCall, DynamoCalls } from '../../../support/aws/dynamoCalls.js'
import { ManualClock } from '../../../support/manualClock.js'
import { dynamoUnderTest } from './table.js'

const dynamo = dynamoUnderTest()
const minute = 60_000
const identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: ['read'] } as const
const checkout = queryFor({ service: 'checkout' })
const payments = queryFor({ service: 'payments' })

/** Each has another process do something between two steps of this one. */
describe('rows of a connection in DynamoDB', () => {
  let clock: ManualClock
  let table: string
  let other: DynamoSubscriptionStore
  beforeEach(async () => {
    clock = new ManualClock()
    table = await dynamo.table()
    other = new DynamoSubscriptionStore({ client: dynamo.client, table, clock })
    await other.connect(connection())
  })

  const connection = (): Connection => {
    const connectedAt = clock.now()
    const expiresAt = connectedAt + 10 * minute
    return { connectionId: 'a', endpoint: 'n', packed: true, connectedAt, identity, expiresAt }
  }

  /** A store that lets `task` run through, once, before it sends the first call that `at` picks. */
  const interrupted = (at: (call: DynamoCall) => boolean, task: () => Promise<unknown>) => {
    const client = dynamo.another()
    const calls = new DynamoCalls(client)
    calls.fault = async (call, send) => {
      if (at(call)) {
        calls.fault = undefined
        await task()
      }
      return send()
    }
    return new DynamoSubscriptionStore({ client, table, clock })
  }
  const subscribe = (by: DynamoSubscriptionStore, query: Query, ref = 'r') => {
    const subscription = { query, ref, limit: 100, policy: { kind: 'batch' } } as const
    return by.subscribe('a', subscription, { max: 100, expiresAt: clock.now() + minute })
  }
  const viewers = async (query: Query) => {
    const found: string[] = []
    for await (const page of other.subscribers([query.queryId])) found.push(...page.map((s) => s.connectionId))
    return found
  }
  const longer = () => ({ expiresAt: clock.now() + 30 * minute })
  const isOf =
    (operation: string, part = '') =>
    (call: DynamoCall) =>
      call.operation === operation && JSON.stringify(call.input).includes(part)

  it('are renewed with a subscription that came while they were', async () => {
    const store = interrupted(isOf('PutItem'), () => subscribe(other, checkout))
    await store.renew('a', longer())
    clock.advance(29 * minute)
    expect(await viewers(checkout)).toEqual(['a'])
  })

  it('take a subscription for as long as a renewal beside it said', async () => {
    const store = interrupted(isOf('TransactWriteItems', 'V#a'), () => other.renew('a', longer()))
    expect(await subscribe(store, checkout)).toBe('ok')
    clock.advance(29 * minute)
    expect(await viewers(checkout)).toEqual(['a'])
  })

  it('are not put back where they were unsubscribed while renewed', async () => {
    await subscribe(other, checkout)
    await subscribe(other, payments)
    const at = isOf('UpdateItem', `Q#${checkout.queryId}`)
    const store = interrupted(at, () => other.unsubscribe('a', checkout.queryId, 'r'))
    expect(await store.renew('a', longer())).toEqual({ restored: [] })
    expect(await viewers(checkout)).toEqual([])
    expect(await viewers(payments)).toEqual(['a'])
    expect((await other.subscriptions('a')).map((s) => s.query)).toEqual([payments])
  })

  it('are of the latest ref where a query was subscribed anew while renewed', async () => {
    await subscribe(other, checkout)
    const store = interrupted(isOf('UpdateItem'), () => subscribe(other, checkout, 'r2'))
    expect(await store.renew('a', longer())).toEqual({ restored: [] })
    clock.advance(29 * minute)
    expect((await other.subscriptions('a')).map((s) => s.ref)).toEqual(['r2'])
    expect(await viewers(checkout)).toEqual(['a'])
  })

  it('are none where the connection went while it subscribed', async () => {
    const store = interrupted(isOf('TransactWriteItems', 'V#a'), () => other.disconnect('a'))
    expect(await subscribe(store, checkout)).toBe('gone')
    expect(await viewers(checkout)).toEqual([])
  })

  it('are none where it went while it was renewed', async () => {
    await subscribe(other, checkout)
    const store = interrupted(isOf('UpdateItem'), () => other.disconnect('a'))
    expect(await store.renew('a', longer())).toBe('gone')
    expect(await viewers(checkout)).toEqual([])
    expect(await other.connection('a')).toBeUndefined()
  })

  it('are found by who disconnects again, after a process died between any two steps of it', async () => {
    for (let step = 0; step < 4; step++) {
      await other.connect(connection())
      await subscribe(other, checkout)
      const client = dynamo.another()
      const calls = new DynamoCalls(client)
      let left = step
      calls.fault = async (_, send) => {
        if (left-- === 0) throw new Error('planted: the process died')
        return send()
      }
      await expect(new DynamoSubscriptionStore({ client, table, clock }).disconnect('a')).rejects.toThrow('planted')
      await other.disconnect('a')
      expect(await viewers(checkout)).toEqual([])
    }
  })
})
