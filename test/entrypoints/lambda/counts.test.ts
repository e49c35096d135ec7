import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { connectionRow, subscriberRow } from '../../../src/adapters/aws/dynamodb/rows.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import { queryIdOf } from '../../../src/domain/query/queryId.js'
import { fillTable } from '../../adapters/aws/dynamodb/fillTable.js'
import type { LambdaStack } from '../../support/aws/stack/lambdaStack.js'
import { startLambdaStack } from '../../support/aws/stack/startLambdaStack.js'
import { CountingProxies } from '../../support/aws/stackCounts.js'
import { eventually } from '../../support/eventually.js'
import { TestClient } from '../../support/testClient.js'
import { anyone } from '../../support/world.js'

const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
let proxies: CountingProxies
let stack: LambdaStack
let bridge: EventBridgeClient
let table: DynamoDBClient
const viewers: TestClient[] = []
let sent = 0

beforeAll(async () => {
  const openSearch = await (await fetch(inject('openSearch'))).text()
  proxies = await CountingProxies.start(openSearch, () => stack.parts)
  // As deployed, a delta that is still being told on a busy machine is not delivered again meanwhile; what failed is.
  stack = await startLambdaStack({ openSearch, urls: proxies.urls, visibilityTimeout: 90, isImpatient: true })
  bridge = new EventBridgeClient({ endpoint: stack.events, ...local })
  table = new DynamoDBClient({ endpoint: stack.parts.dynamodb, ...local })
})
afterAll(async () => {
  for (const viewer of viewers) viewer.socket.terminate()
  bridge.destroy()
  table.destroy()
  await stack.stop()
  await proxies.stop()
})

async function come(): Promise<void> {
  const viewer = await TestClient.open(`${stack.ws}?channel=service:checkout`)
  viewers.push(viewer)
  await eventually('it is welcomed', () => viewer.messages.some((m) => m.type === 'subscribed'), 60_000)
}

/** Open sockets whose rows are put as a subscribe would have put them: a thousand of those take minutes here. */
async function crowd(count: number): Promise<void> {
  const known = new Set(stack.api.connections.keys())
  for (let left = count; left > 0; left -= 20) {
    const some = Array.from({ length: Math.min(left, 20) }, () => TestClient.open(stack.ws))
    viewers.push(...(await Promise.all(some)))
  }
  const queryId = queryOf('checkout')
  const ids = [...stack.api.connections.keys()].filter((id) => !known.has(id))
  expect(ids).toHaveLength(count)
  await fillTable(
    table,
    stack.table,
    ids.map((id) => subscriberRow(rowOf(id), queryId, '{"kind":"batch"}', rowOf(id).until)),
  )
}

function queryOf(service: string): string {
  const where = parseWhere({ service }, defaultSchema)
  if (!where.ok) throw new Error(where.refusal.message)
  return queryIdOf(where.value)
}

function rowOf(connectionId: string) {
  const connectedAt = Date.now()
  const address = { connectionId, endpoint: stack.api.apiId, packed: true, connectedAt }
  return connectionRow({ ...address, identity: anyone, expiresAt: connectedAt + 7_800_000 })
}

/** Connections that look at other things, as rows: their sockets never get anything. */
async function bystanders(count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => {
    const row = rowOf(`by${i}`.padEnd(16, '='))
    return [row, subscriberRow(row, queryOf(`other-${i % 100}`), '{"kind":"batch"}', row.until)]
  })
  await fillTable(table, stack.table, rows.flat())
}

/** One event, from PutEvents until every viewer has it and its queues are empty; what that took. */
async function tell() {
  const eventId = `counted-${sent++}`
  const before = { posts: stack.api.counters.posts, told: stack.mappings.deltas.counters.deleted }
  proxies.take()
  const Detail = JSON.stringify({ eventId, service: 'checkout', eventType: 'order', team: 'core', location: 'fra' })
  await bridge.send(
    new PutEventsCommand({ Entries: [{ EventBusName: stack.busName, Source: 's', DetailType: 'd', Detail }] }),
  )
  await eventually('all have it', () => viewers.every((viewer) => viewer.liveIds().includes(eventId)), 60_000)
  await eventually('it is settled', () => stack.mappings.deltas.counters.deleted > before.told, 60_000)
  return { ...proxies.take(), posts: stack.api.counters.posts - before.posts }
}

it('an event costs by who looks at it: reads, posts, requests and bus entries, counted behind the functions', async () => {
  await come()
  // The instances' first event reads what is filed under its channels.
  await tell()
  const alone = await tell()
  expect(alone).toEqual({ reads: 13, writes: 0, posts: 1, busEntries: 1, search: { 'POST _bulk': 1 } })

  await bystanders(10_000)
  expect(await tell()).toEqual(alone)

  await crowd(999)
  await tell()
  const crowded = await tell()
  expect(crowded).toMatchObject({ writes: 0, posts: 1000, busEntries: 1, search: { 'POST _bulk': 1 } })
  // Stamps as before, and pages of subscribers: 4 KB a unit.
  expect(crowded.reads).toBeGreaterThan(alone.reads)
  expect(crowded.reads).toBeLessThanOrEqual(40)
  console.log(`one event: 1 viewer ${JSON.stringify(alone)}, 1,000 viewers ${JSON.stringify(crowded)}`)
}, 300_000)
