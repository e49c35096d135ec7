import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { DynamoSubscriptionStore } from '../../../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import { connectionRow, subscriberRow } from '../../../../src/adapters/aws/dynamodb/rows.js'
import { Broadcast } from '../../../../src/application/broadcast/broadcast.js'
import { defaultSettings } from '../../../../src/application/settings.js'
import { defaultSchema } from '../../../../src/domain/fields.js'
import type { Query } from '../../../../src/domain/query/query.js'
import type { Connection } from '../../../../src/ports/connection.js'
import { queryFor } from '../../../contracts/subscriptionStore.contract.js'
import { DynamoCalls } from '../../../support/aws/dynamoCalls.js'
import { countUnits } from '../../../support/aws/dynamoUnits.js'
import { anyone, World } from '../../../support/world.js'
import { fillTable } from './fillTable.js'
import { dynamoUnderTest } from './table.js'

const dynamo = dynamoUnderTest()
const policy = { kind: 'batch' } as const
/** What each connection looks at; the event is one of `checkout`. */
const checkout = queryFor({ service: 'checkout' })
const elsewhere = Array.from({ length: 100 }, (_, i) => queryFor({ service: `other-${i}`, level: 'error' }))

class Installation {
  readonly world = new World()
  readonly calls: DynamoCalls
  readonly units: { take(): { readonly reads: number; readonly writes: number; readonly calls: number } }
  readonly store: DynamoSubscriptionStore
  readonly broadcast: Broadcast
  readonly #table: string
  #told = 0

  constructor(table: string) {
    const client = dynamo.another()
    this.#table = table
    this.units = countUnits(client, dynamo.client)
    this.calls = new DynamoCalls(client)
    const { clock, index, outbox, telemetry } = this.world
    // Round numbers take less room than those that a day brings.
    clock.advance(12_345)
    const store = new DynamoSubscriptionStore({ client, table, clock })
    this.store = store
    const settings = defaultSettings
    this.broadcast = new Broadcast({ schema: defaultSchema, settings, store, index, outbox, clock, telemetry })
  }

  connection(id: string): Connection {
    const connectedAt = this.world.clock.now()
    const expiresAt = connectedAt + 130 * 60_000
    // As long as those of API Gateway.
    return {
      connectionId: id.padEnd(16, '='),
      endpoint: 'eu-1',
      packed: true,
      connectedAt,
      identity: anyone,
      expiresAt,
    }
  }

  /** One connection that looks at a query, in the way that sessions file it. */
  async come(id: string, query: Query): Promise<void> {
    const connection = this.connection(id)
    await this.store.connect(connection)
    const { connectionId, expiresAt } = connection
    await this.store.subscribe(connectionId, { query, ref: 'r', limit: 100, policy }, { max: 100, expiresAt })
  }

  /** As many more, whose rows are put as sessions would have put them, but for those that only their own session reads. */
  async crowd(name: string, count: number, queryOf: (i: number) => Query): Promise<void> {
    await fillTable(
      dynamo.client,
      this.#table,
      Array.from({ length: count }, (_, i) => {
        const connection = this.connection(`${name}${i}`)
        const row = { ...connectionRow(connection), subscriptions: 1, rev: 1 }
        const query = queryOf(i)
        return [row, subscriberRow(row, query.queryId, JSON.stringify(policy), row.until)]
      }).flat(),
    )
  }

  /** One batch of one event, told; what it took. */
  async tell(): Promise<{ readonly reads: number; readonly writes: number; readonly posts: number }> {
    const { world } = this
    const labels = { team: 'core', eventType: 'order', location: 'fra' }
    await world.emit([{ service: 'checkout', eventId: `e${this.#told++}`, ...labels }])
    world.outbox.frames.clear()
    this.units.take()
    await this.broadcast.handle(world.deltas.splice(0).map((item) => ({ item, attempt: 1, first: true })))
    const { reads, writes } = this.units.take()
    const posts = [...world.outbox.frames.values()].reduce((n, frames) => n + frames.length, 0)
    return { reads, writes, posts }
  }
}

describe('what the subscriptions in DynamoDB cost', () => {
  it('is told alike by our count and by the server, where that tells it', async () => {
    const client = dynamo.another()
    const table = await dynamo.table()
    const units = countUnits(client, dynamo.client)
    const told = { reads: 0, writes: 0 }
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const asked = { ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } } as typeof args
        const result = await next(asked)
        const { ConsumedCapacity } = result.output as unknown as { ConsumedCapacity?: { CapacityUnits?: number } }
        const kind = String(context.commandName).startsWith('Query') ? 'reads' : 'writes'
        if (!Array.isArray(ConsumedCapacity)) told[kind] += ConsumedCapacity?.CapacityUnits ?? 0
        return result
      },
      { step: 'initialize', priority: 'low' },
    )
    const world = new World()
    const store = new DynamoSubscriptionStore({ client, table, clock: world.clock })
    const identity = { ...anyone, claims: { note: 'x'.repeat(2_500) } }
    const expiresAt = world.clock.now() + 60_000
    await store.connect({ connectionId: 'a', endpoint: 'e', packed: true, connectedAt: 0, identity, expiresAt })
    expect(units.take()).toMatchObject({ writes: 3 })
    expect(told).toEqual({ reads: 0, writes: 3 })
    await fillTable(
      dynamo.client,
      table,
      Array.from({ length: 200 }, (_, i) =>
        subscriberRow(connectionRowOf(i, world), 'q', '{"kind":"batch"}', expiresAt),
      ),
    )
    for await (const page of store.subscribers(['q'])) expect(page).toHaveLength(200)
    expect(units.take().reads).toBe(told.reads)
    expect(told.reads).toBeGreaterThan(2)
  })

  it('is seven writes for who connects and subscribes to what others look at, and thirteen for who comes first', async () => {
    const here = new Installation(await dynamo.table())
    await here.come('first', checkout)
    expect(here.units.take()).toMatchObject({ writes: 13 })
    await here.come('second', checkout)
    expect(here.units.take()).toEqual({ writes: 7, reads: 3, calls: 3 })
  })

  it('is one read for a sign of life, and three writes for one that gains a tenth of the lease', async () => {
    const here = new Installation(await dynamo.table())
    const { clock } = here.world
    await here.come('first', checkout)
    const { connectionId } = here.connection('first')
    here.units.take()
    const renew = async () => {
      await here.store.renew(connectionId, { expiresAt: clock.now() + 130 * 60_000 })
      return here.units.take()
    }
    clock.advance(15_000)
    expect(await renew()).toEqual({ reads: 1, writes: 0, calls: 1 })
    clock.advance(14 * 60_000)
    expect(await renew()).toMatchObject({ reads: 2, writes: 3 })
  })

  it('does not grow with bystanders, and grows by pages with viewers; scanning and posting to all beside it', async () => {
    const table = await dynamo.table()
    const here = new Installation(table)
    await here.come('v', checkout)
    // The first time, what is filed under the channel is read.
    expect(await here.tell()).toEqual({ reads: 14, writes: 0, posts: 1 })
    const one = await here.tell()
    // Four channels with one number each, eight numbers of `all`, and one page of subscribers.
    expect(one).toEqual({ reads: 13, writes: 0, posts: 1 })

    for (const [i, query] of elsewhere.entries()) await here.come(`b${i}`, query)
    // Ten times as many stand by where the functions themselves are counted: test/entrypoints/lambda/counts.test.ts.
    await here.crowd('bystander', 900, (i) => elsewhere[i % elsewhere.length] as Query)
    expect(await here.tell()).toEqual(one)

    await here.crowd('viewer', 999, () => checkout)
    const thousand = await here.tell()
    expect(thousand).toEqual({ reads: 12 + 23, writes: 0, posts: 1_000 })
    expect(here.calls.operations()).not.toContain('Scan')

    const recipe = await scanAndPost(here)
    expect(recipe.posts).toBe(10_001 + 999)
    expect(recipe.reads).toBeGreaterThan(2 * thousand.reads)
    console.log(`reads and posts of one event, by bystanders and viewers: 1,000/1: ${one.reads}/${one.posts}`)
    console.log(`1,000/1,000: ${thousand.reads}/${thousand.posts}; scanning: ${recipe.reads}/${recipe.posts}`)
  }, 240_000)
})

function connectionRowOf(i: number, world: World) {
  const connectedAt = world.clock.now()
  return { pk: `C#c${i}`, endpoint: 'eu-1', packed: true, connectedAt }
}

/** The recipe that this design began from: a table of connections, read whole for every event, and a post to each. */
async function scanAndPost(here: Installation): Promise<{ readonly reads: number; readonly posts: number }> {
  const connections = await dynamo.table()
  await fillTable(
    dynamo.client,
    connections,
    Array.from({ length: 11_000 }, (_, i) => {
      const { connectionId, endpoint, connectedAt, expiresAt } = here.connection(`c${i}`)
      return { pk: connectionId, sk: '@', endpoint, connectedAt, expiresAt: Math.ceil(expiresAt / 1_000) }
    }),
  )
  const client = dynamo.another()
  const units = countUnits(client, dynamo.client)
  const documents = DynamoDBDocumentClient.from(client)
  let posts = 0
  let from: Record<string, unknown> | undefined
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: connections, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }),
    )
    posts += page.Items?.length ?? 0
    from = page.LastEvaluatedKey
  } while (from !== undefined)
  return { reads: units.take().reads, posts }
}
