import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { connectionRow, subscriberRow } from '../../../src/adapters/aws/dynamodb/rows.js'
import { type Counted, type Counts, counted, sum } from '../../../src/domain/cost/counts.js'
import { arriving, ingesting } from '../../../src/domain/cost/ingesting.js'
import { telling } from '../../../src/domain/cost/telling.js'
import {
  connecting,
  disconnecting,
  filing,
  pinging,
  resubscribing,
  subscribing,
  summarizing,
} from '../../../src/domain/cost/visiting.js'
import { defaultWorkload } from '../../../src/domain/cost/workload.js'
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
const patience = 60_000
/** Of the workload, nothing but the sizes of events and views plays a part in one step alone. */
const eventBytes = 600
const workload = { ...defaultWorkload, eventBytes, views: 1, viewLimit: 100 }
/** Assumed and not counted; bytes of answers depend on what is asked, those of events are compared. */
const assumed: readonly Counted[] = ['gbSeconds', 'bytesOut', 'logBytes']
const names = counted.filter((name) => !assumed.includes(name))

let deltaRoute: 'bus' | 'sqs'
let proxies: CountingProxies
let stack: LambdaStack
let bridge: EventBridgeClient
let table: DynamoDBClient
const viewers: TestClient[] = []

async function start(route: 'bus' | 'sqs'): Promise<void> {
  deltaRoute = route
  const openSearch = await (await fetch(inject('openSearch'))).text()
  proxies = await CountingProxies.start(openSearch, () => stack.parts)
  proxies.weighs = true
  stack = await startLambdaStack({ openSearch, urls: proxies.urls, visibilityTimeout: 90, deltaRoute })
  bridge = new EventBridgeClient({ endpoint: stack.events, ...local })
  table = new DynamoDBClient({ endpoint: stack.parts.dynamodb, ...local })
}
async function stop(): Promise<void> {
  for (const viewer of viewers.splice(0)) viewer.socket.terminate()
  bridge.destroy()
  table.destroy()
  await stack.stop()
  await proxies.stop()
}
beforeAll(() => start('bus'))
afterAll(stop)

/** All that grows while something happens. */
function meters() {
  const { api, functions, mappings } = stack
  const queues = [mappings.events.counters, mappings.deltas.counters]
  return {
    // Those that a function sends go through the proxy.
    sentByRules: mappings.events.counters.messages + (deltaRoute === 'bus' ? mappings.deltas.counters.messages : 0),
    bytes: api.counters.bytes,
    messages: queues.reduce((n, each) => n + each.messages, 0),
    batches: queues.reduce((n, each) => n + each.batches, 0),
    deleted: queues.reduce((n, each) => n + each.deleted, 0),
    queueCalls: proxies.queueCalls,
    writes: proxies.writeUnits,
    received: api.counters.messages,
    posts: api.counters.units,
    authorizer: functions.authorizer.calls,
    connect: functions.connect.calls,
    disconnect: functions.disconnect.calls,
    message: functions.message.calls,
    ingest: functions.ingest.calls,
    broadcast: functions.broadcast.calls,
  }
}

/** What happened from the first to the last, counted behind the functions. `put`: events that a producer put on its bus. */
async function countsOf(happen: () => Promise<unknown>, put = 0): Promise<Counts> {
  const before = meters()
  proxies.take()
  await happen()
  await quiet()
  const after = meters()
  const grown = (name: keyof typeof before) => after[name] - before[name]
  const { busEntries, reads, search } = proxies.take()
  const { batches, bytes, deleted, messages, queueCalls, sentByRules, ...rest } = Object.fromEntries(
    Object.keys(before).map((name) => [name, grown(name as keyof typeof before)]),
  ) as Record<keyof typeof before, number>
  // Nothing was handed over twice, so that each message was sent once; each batch is one receive and one delete.
  expect(deleted).toBe(messages)
  return {
    ...rest,
    bytesOut: bytes,
    reads,
    busEvents: put + busEntries,
    // Sends by rules; by functions; and what the pollers did.
    sqsRequests: sentByRules + queueCalls + 2 * batches,
    bulks: search['POST _bulk'] ?? 0,
    searches: search['POST _search'] ?? 0,
    refreshes: search['POST _refresh'] ?? 0,
  }
}

/** Nothing is under way any more: no call, and no message in a batch. */
async function quiet(): Promise<void> {
  const { functions, mappings } = stack
  await eventually('all is still', () => Object.values(functions).every((each) => each.busy === 0), patience)
  const settled = () => Object.values(mappings).every(({ counters }) => counters.deleted === counters.messages)
  await eventually('all queues are settled', settled, patience)
}

function expectAgreement(model: Counts, run: Counts, more: readonly Counted[] = []): void {
  for (const name of [...names, ...more]) {
    const [said, was] = [model[name] ?? 0, run[name] ?? 0]
    expect(Math.abs(said - was), `${name}: ${said} said, ${was} counted`).toBeLessThanOrEqual(0.1 * was)
  }
}

async function open(): Promise<TestClient> {
  const viewer = await TestClient.open(stack.ws)
  viewers.push(viewer)
  return viewer
}

const query = (service: string) => ({ where: { service }, limit: workload.viewLimit })

/** What a client does by itself as it comes: a ping, for the server's clock, and its view. */
async function come(service: string): Promise<TestClient> {
  const viewer = await open()
  await ping(viewer)
  await viewer.subscribe(query(service))
  return viewer
}

async function ping(viewer: TestClient): Promise<void> {
  await viewer.ask('pong', { action: 'ping', ref: viewer.nextRef() })
}

/** One event of some size, until all of these have it. */
async function tell(eventId: string, service: string, to: readonly TestClient[]): Promise<void> {
  const event = { eventId, service, eventType: 'order', team: 'core', location: 'fra', message: '' }
  const message = 'x'.repeat(eventBytes - JSON.stringify(event).length)
  const Detail = JSON.stringify({ ...event, message })
  await bridge.send(
    new PutEventsCommand({ Entries: [{ EventBusName: stack.busName, Source: 's', DetailType: 'd', Detail }] }),
  )
  await eventually('all have it', () => to.every((viewer) => viewer.liveIds().includes(eventId)), patience)
  const { deltas } = stack.mappings
  await eventually('it is settled', () => deltas.counters.deleted === deltas.counters.messages, patience)
}

describe('what the model of the price says is what is counted behind the functions, within 10 %', () => {
  let first: TestClient

  it('who connects and subscribes to what nobody looks at yet', async () => {
    const visit = sum(
      connecting(workload),
      pinging(workload),
      subscribing({ ...workload, viewLimit: 1 }),
      filing(workload),
    )
    expectAgreement(
      visit,
      await countsOf(async () => {
        first = await come('checkout')
      }),
    )
  })

  it('who connects and subscribes to what others look at, and leaves', async () => {
    const visit = sum(connecting(workload), pinging(workload), subscribing({ ...workload, viewLimit: 1 }))
    const coming = await countsOf(() => come('checkout'))
    const second = viewers.pop()
    const leaving = await countsOf(async () => {
      const before = stack.functions.disconnect.calls
      await second?.close()
      await eventually('it is gone', () => stack.functions.disconnect.calls > before, patience)
    })
    expectAgreement(visit, coming)
    expectAgreement(disconnecting(workload), leaving)
  })

  it('one event with one viewer', async () => {
    // The instances' first event reads what is filed under its channels.
    await tell('warm', 'checkout', [first])
    const flush = { messages: 1, deltas: 1, queries: 1, viewersOfQuery: 1, viewers: 1, hitsOfViewer: 1 }
    const run = await countsOf(() => tell('one', 'checkout', [first]), 1)
    expectAgreement(sum(arriving(workload), ingesting(workload, 1), telling(workload, flush)), run, ['bytesOut'])
  })

  it('a ping, and a view that is verified', async () => {
    expectAgreement(pinging(workload), await countsOf(() => ping(first)))
    const since = first.messages.flatMap((m) => (m.type === 'hits' ? [m.cursor] : [])).at(-1)
    if (since === undefined) throw new Error('it was told nothing')
    const run = await countsOf(() => first.subscribe(query('checkout'), { since }))
    expectAgreement(resubscribing(workload), run)
  })

  it('the figures of the page', async () => {
    const from = new Date(Date.now() - 600_000).toISOString()
    const ask = () =>
      first.ask('summary', {
        action: 'summarize',
        ref: first.nextRef(),
        query: { where: { service: 'checkout' } },
        from,
        interval: '5s',
        facets: ['service', 'level'],
      })
    expectAgreement(summarizing(workload), await countsOf(ask))
  })

  it('one event with a hundred viewers, of four queries that it matches', async () => {
    const wheres = [{ service: 'checkout' }, { eventType: 'order' }, { team: 'core' }, { location: 'fra' }]
    for (const where of wheres.slice(1)) await (await open()).subscribe({ where })
    await crowd(wheres)
    expect(viewers).toHaveLength(100)
    await tell('warm again', 'checkout', viewers)
    const flush = { messages: 1, deltas: 1, queries: 4, viewersOfQuery: 25, viewers: 100, hitsOfViewer: 1 }
    const run = await countsOf(() => tell('many', 'checkout', viewers), 1)
    expectAgreement(sum(arriving(workload), ingesting(workload, 1), telling(workload, flush)), run, ['bytesOut'])
  })

  it('one event whose delta goes to the queue without a bus', async () => {
    await stop()
    await start('sqs')
    const viewer = await come('checkout')
    await tell('warm', 'checkout', [viewer])
    const w = { ...workload, deltaRoute }
    const flush = { messages: 1, deltas: 1, queries: 1, viewersOfQuery: 1, viewers: 1, hitsOfViewer: 1 }
    const run = await countsOf(() => tell('one', 'checkout', [viewer]), 1)
    expect(run).toMatchObject({ busEvents: 1, sqsRequests: 6 })
    expectAgreement(sum(arriving(w), ingesting(w, 1), telling(w, flush)), run, ['bytesOut'])
  })
})

/** Open sockets whose rows are put as a subscribe would have put them, which takes a while here: 24 more of each query. */
async function crowd(wheres: readonly object[]): Promise<void> {
  const known = new Set(stack.api.connections.keys())
  proxies.weighs = false
  for (let i = 0; i < 8; i++)
    viewers.push(...(await Promise.all(Array.from({ length: 12 }, () => TestClient.open(stack.ws)))))
  proxies.weighs = true
  const ids = [...stack.api.connections.keys()].filter((id) => !known.has(id))
  const rows = ids.map((id, i) => {
    const connectedAt = Date.now()
    const address = { connectionId: id, endpoint: stack.api.apiId, packed: true, connectedAt }
    const row = connectionRow({ ...address, identity: anyone, expiresAt: connectedAt + 7_800_000 })
    const where = parseWhere(wheres[i % wheres.length], defaultSchema)
    if (!where.ok) throw new Error(where.refusal.message)
    return subscriberRow(row, queryIdOf(where.value), '{"kind":"batch"}', row.until)
  })
  await fillTable(table, stack.table, rows)
}
