import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoClient } from '../../src/adapters/aws/dynamodb/client.js'
import { DynamoRefreshTurns } from '../../src/adapters/aws/dynamodb/dynamoRefreshTurns.js'
import { prepareTable } from '../../src/adapters/aws/dynamodb/table.js'
import { SystemClock } from '../../src/adapters/node/systemClock.js'
import { openSearchClient } from '../../src/adapters/opensearch/openSearchClient.js'
import { OpenSearchHitIndex } from '../../src/adapters/opensearch/openSearchHitIndex.js'
import { CatchUp } from '../../src/application/session/catchUp.js'
import { keyOf } from '../../src/domain/document/identity.js'
import { defaultSchema } from '../../src/domain/fields.js'
import { parseWhere } from '../../src/domain/query/parse.js'
import { HttpProxy } from '../support/faults/httpProxy.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { hit } from '../support/hits.js'
import { type DynamoDbPart, startDynamoDb } from '../support/parts/dynamoDb.js'
import { ownService } from './rig.js'

const table = 'subscriptions'
const day = 86_400_000
let dynamo: DynamoDbPart
let proxy: HttpProxy
const ends: (() => unknown)[] = []
beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] ??= 'local'
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local'
  dynamo = await startDynamoDb()
  proxy = await HttpProxy.start('opensearch', await openSearchUrl())
  const client = dynamoClient({ endpoint: dynamo.url, region: 'eu-central-1' })
  await prepareTable(client, table)
  client.destroy()
})
afterAll(async () => {
  for (const end of ends) await end()
  await Promise.all([dynamo?.stop(), proxy?.stop()])
})

/** What one instance of a function has to itself: its connections, and its own idea of who refreshes. */
function instance(indexPrefix: string) {
  const clock = new SystemClock()
  const client = openSearchClient({ url: proxy.url, auth: { kind: 'none' } })
  const store = dynamoClient({ endpoint: dynamo.url, region: 'eu-central-1' })
  ends.push(
    () => client.close(),
    () => store.destroy(),
  )
  const index = new OpenSearchHitIndex({
    client,
    schema: defaultSchema,
    clock,
    retentionMs: 14 * day,
    // By itself it would be seen only after this test.
    refreshIntervalMs: 600_000,
    replicas: 0,
    indexPrefix,
  })
  const turns = new DynamoRefreshTurns({ client: store, table, clock })
  return { index, turns, catchUp: new CatchUp({ index, turns, pause: (ms) => setTimeout(ms) }) }
}

/** They have run before: their connections are open. */
async function warm(instances: readonly ReturnType<typeof instance>[]): Promise<void> {
  for (let i = 0; i < 3; i++) await Promise.all(instances.map(({ turns }) => turns.finished()))
}

describe('500 subscribes from 50 instances', () => {
  it('within a second cost at most five refreshes, and each sees what was written before it asked', async () => {
    const prefix = `${ownService()}-`.slice(0, 20).replace(/-$/, '')
    const instances = Array.from({ length: 50 }, () => instance(prefix))
    await instances[0]?.index.prepare()
    const time = new Date().toISOString()
    const of = (i: number) =>
      Array.from({ length: 10 }, (_, n) =>
        hit({ eventId: `e${i}-${n}`, service: `instance-${i}`, '@timestamp': time, ingestedAt: time }),
      )
    await instances[0]?.index.write(of(-1).map((next) => ({ key: keyOf(next), next: { hit: next, earlier: [] } })))
    await Promise.all(
      instances.map(({ index }, i) =>
        index.write(of(i).map((next) => ({ key: keyOf(next), next: { hit: next, earlier: [] } }))),
      ),
    )
    await warm(instances)
    const before = proxy.count('POST _refresh')
    const began = performance.now()
    await Promise.all(instances.flatMap(({ catchUp }) => Array.from({ length: 10 }, () => catchUp.caughtUp())))
    const refreshes = proxy.count('POST _refresh') - before
    const seconds = (performance.now() - began) / 1000
    console.log(`${refreshes} refreshes in ${Math.round(seconds * 1000)} ms`)
    expect(refreshes).toBeGreaterThan(0)
    // Four starts a second, and one: five for those who come within a second, and more only where this machine takes longer.
    expect(refreshes).toBeLessThanOrEqual(1 + 4 * Math.max(1, seconds))
    const found = await Promise.all(
      instances.map(async ({ index }, i) => {
        const where = parseWhere({ service: `instance-${i}` }, defaultSchema)
        if (!where.ok) throw new Error(where.refusal.message)
        return (await index.search(where.value, { limit: 100 })).total
      }),
    )
    expect(found).toEqual(instances.map(() => 10))
  })

  it('spread over a second cost at most four refreshes a second, and one', async () => {
    const prefix = `${ownService()}-`.slice(0, 20).replace(/-$/, '')
    const instances = Array.from({ length: 50 }, () => instance(prefix))
    await instances[0]?.index.prepare()
    await warm(instances)
    const before = proxy.count('POST _refresh')
    const began = performance.now()
    await Promise.all(
      instances.flatMap(({ catchUp }) =>
        Array.from({ length: 10 }, async () => {
          await setTimeout(Math.random() * 1000)
          await catchUp.caughtUp()
        }),
      ),
    )
    const seconds = (performance.now() - began) / 1000
    const refreshes = proxy.count('POST _refresh') - before
    console.log(`${refreshes} refreshes in ${seconds.toFixed(2)} s`)
    expect(refreshes).toBeLessThanOrEqual(1 + Math.ceil(4 * seconds))
  })
})
