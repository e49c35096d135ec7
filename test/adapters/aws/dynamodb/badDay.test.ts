import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DynamoSubscriptionStore } from '../../../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import { MemorySubscriptionStore } from '../../../../src/adapters/memory/memorySubscriptionStore.js'
import type { Query } from '../../../../src/domain/query/query.js'
import type { Subscriber } from '../../../../src/ports/connection.js'
import type { Stamp, SubscriptionStore } from '../../../../src/ports/subscriptionStore.js'
import { queryFor } from '../../../contracts/subscriptionStore.contract.js'
import { badDay } from '../../../support/aws/badDay.js'
import { DynamoCalls } from '../../../support/aws/dynamoCalls.js'
import { ManualClock } from '../../../support/manualClock.js'
import { dynamoUnderTest } from './table.js'

const dynamo = dynamoUnderTest()
const minute = 60_000
const identity = { subject: 'ada', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: ['read'] } as const
const queries = [
  queryFor({ service: 'checkout' }),
  queryFor({ service: 'checkout', level: 'error' }),
  queryFor({ service: { in: ['checkout', 'payments', 'cart'] } }),
  queryFor({}),
  queryFor({ level: 'error' }),
]
const channels = ['service:checkout', 'service:payments', 'service:cart', 'all']

const who = fc.constantFrom('a', 'b', 'c')
const which = fc.constantFrom(...queries)
const ref = fc.constantFrom('r1', 'r2')
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('connect' as const), who }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('subscribe' as const), who, which, ref }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unsubscribe' as const), who, which, ref }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disconnect' as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('renew' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 4, 9, 14.5, 70) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

describe('the subscriptions in DynamoDB, on a bad day', () => {
  it('are those that memory has, whatever is throttled, collides, or is lost after it was done', async () => {
    const client = dynamo.another()
    const calls = new DynamoCalls(client)
    const table = await dynamo.table()
    const backoff = { budgetMs: 10_000, firstMs: 0.1, mostMs: 0.5 }
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), fc.integer(), async (steps, seed) => {
        const dice = diceOf(seed)
        // One table for all runs: each has connections of its own, and finds the queries of earlier ones lapsed or not.
        const clock = new ManualClock(Date.parse('2026-11-24T09:30:00.000Z') + run * 1_000 * minute)
        const prefix = `${run++}-`
        const memory = new MemorySubscriptionStore(clock)
        const real = new DynamoSubscriptionStore({ client, table, clock, backoff })
        const readers = channels.map((channel) => new Reader(channel))
        calls.fault = badDay(dice)
        for (const one of steps) {
          if (one.kind === 'wait') clock.advance(one.minutes * minute)
          else {
            const told = await takeStep(memory, one, prefix, clock)
            // A lost answer makes a step that was done look as if there had been nothing to do.
            const answer = await takeStep(real, one, prefix, clock)
            expect(answer).toEqual(told)
          }
          for (const reader of readers) {
            if (dice() < 0.5) continue
            await reader.read(real)
            expect(await unseen(reader, memory)).toEqual([])
          }
        }
        calls.fault = undefined
        expect(await viewers(real)).toEqual(await viewers(memory))
        for (const id of ['a', 'b', 'c']) {
          const of = async (store: SubscriptionStore) =>
            [...(await store.subscriptions(prefix + id))].sort((x, y) => (x.query.queryId < y.query.queryId ? -1 : 1))
          expect(await of(real)).toEqual(await of(memory))
          expect(await real.connection(prefix + id)).toEqual(await memory.connection(prefix + id))
        }
      }),
      { numRuns: 20, endOnFailure: true },
    )
    const known = ['BatchGetItem', 'BatchWriteItem', 'PutItem', 'Query', 'TransactWriteItems', 'UpdateItem']
    // No scan, whatever is asked.
    expect([...calls.operations()].filter((operation) => !known.includes(operation))).toEqual([])
    expect(calls.operations()).toContain('Query')
  })
})

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function diceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What the use cases do: a subscribe renews first, so that all rows of a connection end together. */
async function takeStep(
  store: SubscriptionStore,
  one: Exclude<Step, { kind: 'wait' }>,
  prefix: string,
  clock: ManualClock,
) {
  const id = prefix + one.who
  const expiresAt = clock.now() + 10 * minute
  switch (one.kind) {
    case 'connect':
      return store.connect({
        connectionId: id,
        endpoint: 'n',
        packed: true,
        connectedAt: clock.now(),
        identity,
        expiresAt,
      })
    case 'subscribe': {
      if ((await store.renew(id, { expiresAt })) === 'gone') return 'gone'
      const policy = one.ref === 'r1' ? ({ kind: 'batch' } as const) : ({ kind: 'latest', by: 'service' } as const)
      return store.subscribe(id, { query: one.which, ref: one.ref, limit: 10, policy }, { max: 3, expiresAt })
    }
    case 'unsubscribe':
      return store.unsubscribe(id, one.which.queryId, one.ref)
    case 'disconnect':
      return store.disconnect(id)
    case 'renew':
      return store.renew(id, { expiresAt })
  }
}

async function viewers(store: SubscriptionStore): Promise<Subscriber[]> {
  const found: Subscriber[] = []
  for await (const page of store.subscribers(queries.map((q) => q.queryId))) found.push(...page)
  const name = (s: Subscriber) => `${s.queryId} ${s.connectionId}`
  return found.sort((a, b) => (name(a) < name(b) ? -1 : 1))
}

/** Follows a channel as a broadcaster does. */
class Reader {
  readonly channel: string
  readonly held = new Map<string, Query>()
  #stamp: Stamp | undefined

  constructor(channel: string) {
    this.channel = channel
  }

  async read(store: SubscriptionStore): Promise<void> {
    const answer = await store.queries(this.channel, this.#stamp)
    if (answer === 'same') return
    if (answer.reset) this.held.clear()
    for (const queryId of answer.removed) this.held.delete(queryId)
    for (const query of answer.added) this.held.set(query.queryId, query)
    this.#stamp = answer.stamp
  }
}

/** Queries of the channel that somebody looks at, and that the reader does not know of. */
async function unseen(reader: Reader, store: SubscriptionStore): Promise<string[]> {
  const looked = new Set((await viewers(store)).map((s) => s.queryId))
  return queries
    .filter((q) => q.channels.includes(reader.channel) && looked.has(q.queryId))
    .map((q) => q.queryId)
    .filter((queryId) => !reader.held.has(queryId))
}
