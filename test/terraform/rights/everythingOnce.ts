import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { DynamoSubscriptionStore } from '../../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import { subscriberKey } from '../../../src/adapters/aws/dynamodb/keys.js'
import { sqsClient } from '../../../src/adapters/aws/sqs/sqsClient.js'
import type { JsonObject } from '../../../src/domain/json.js'
import { newConnectionId } from '../../support/aws/apiGateway/requestContext.js'
import type { CallsByFunction, FunctionCall } from '../../support/aws/callsByFunction.js'
import type { LambdaStack } from '../../support/aws/stack/lambdaStack.js'
import { eventually } from '../../support/eventually.js'
import { putLostViewer } from '../../support/faults/lostViewer.js'
import { TestClient } from '../../support/testClient.js'

const service = 'recorded'
const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const patience = 90_000

export interface Scene {
  readonly stack: LambdaStack
  readonly seen: CallsByFunction
  readonly apiKey: string
  /** A new token each time. */
  readonly token: () => string
}

/** What functions do for viewers, producers and operators, and what they do where something goes wrong: each once. */
export async function everythingOnce(scene: Scene): Promise<void> {
  const bridge = new EventBridgeClient({ endpoint: scene.stack.events, ...local })
  const dynamo = new DynamoDBClient({ endpoint: scene.stack.parts.dynamodb, ...local })
  const store = new DynamoSubscriptionStore({ client: dynamo, table: scene.stack.table, clock: { now: Date.now } })
  const send = (...details: readonly JsonObject[]) => putEvents(bridge, scene.stack.busName, details)
  try {
    await byUrl(scene)
    const viewer = await asked(scene, dynamo, send)
    await told(scene, viewer, store, send)
    await failing(scene, viewer, send)
    await full(scene)
    await ended(scene, viewer, store)
    await gone(scene, store)
    // An index that has days already.
    await scene.stack.functions.prepare.invoke({})
  } finally {
    bridge.destroy()
    dynamo.destroy()
  }
}

/** Refuses calls while something is done. */
async function during(seen: CallsByFunction, isRefused: (call: FunctionCall) => boolean, done: () => Promise<void>) {
  const usual = seen.fault
  const headers = { 'content-type': 'application/json' }
  seen.fault = (call) => (isRefused(call) ? { status: 403, headers, body: '{"message":"planted"}' } : usual(call))
  await done()
  seen.fault = usual
}

type Send = (...details: readonly JsonObject[]) => Promise<void>

async function putEvents(
  bridge: EventBridgeClient,
  EventBusName: string,
  details: readonly JsonObject[],
): Promise<void> {
  const Entries = details.map((detail) => ({
    EventBusName,
    Source: 'shop',
    DetailType: 'order',
    Detail: JSON.stringify({ service, ...detail }),
  }))
  const { FailedEntryCount } = await bridge.send(new PutEventsCommand({ Entries }))
  if (FailedEntryCount !== 0) throw new Error('an event was refused')
}

/** A key is shown, and a channel named by the URL: refused where no welcome can be queued, then welcomed, and gone again. */
async function byUrl({ apiKey, seen, stack }: Scene): Promise<void> {
  const url = `${stack.ws}?channel=service:${service}`
  await during(
    seen,
    (call) => call.by === 'connect' && call.service === 'sqs',
    async () => {
      const refused = await TestClient.open(url, [], { headers: { 'X-API-Key': apiKey } }).catch(() => undefined)
      if (refused !== undefined) throw new Error('it was let in without a welcome')
    },
  )
  const listener = await TestClient.open(url, [], { headers: { 'X-API-Key': apiKey } })
  await eventually('welcomed', () => listener.messages.some(({ type }) => type === 'subscribed'), patience)
  await listener.close()
  await eventually('its rows are gone', () => stack.functions.disconnect.calls > 0, patience)
}

/** Everything that a client may ask, of an index with something in it. */
async function asked({ stack, token }: Scene, dynamo: DynamoDBClient, send: Send): Promise<TestClient> {
  await send({ eventId: 'before', note: 'n' })
  const open = () => TestClient.open(stack.ws, ['deltaboard.v1', `bearer.${token()}`])
  const query = { where: { service } }
  const first = await open()
  const answered = await eventually(
    'it is in the index',
    async () => {
      const asked = first.ask('older', { action: 'older', ref: first.nextRef(), query })
      // A first answer may take long on a busy machine: it is asked for again.
      const hits = (await asked.catch(() => undefined))?.hits ?? []
      return hits.length > 0 ? hits : undefined
    },
    patience,
  )
  const { parts, queryId, ref } = await first.subscribe(query)
  const key = `${answered[0]?.['@timestamp'].slice(0, 10)}/before` as const
  await first.ask('documents', { action: 'fetch', ref: first.nextRef(), queryId, keys: [key] })
  const from = new Date(Date.now() - 60_000).toISOString()
  await first.ask('summary', { action: 'summarize', ref: first.nextRef(), query, from, interval: '1m' })
  // A row that is lost is put back with the next token.
  const { pk, sk } = subscriberKey(queryId, openConnection(stack))
  await dynamo.send(new DeleteItemCommand({ TableName: stack.table, Key: { pk: { S: pk }, sk: { S: sk } } }))
  await first.ask('authorized', { action: 'authorize', ref: first.nextRef(), token: token() })
  await first.ask('pong', { action: 'ping', ref: first.nextRef() })
  await first.ask('unsubscribed', { action: 'unsubscribe', ref: first.nextRef(), queryId, of: ref })
  await first.close()
  const again = await open()
  const since = parts.at(-1)?.cursor
  if (since === undefined) throw new Error('a snapshot without a cursor')
  await again.subscribe(query, { since })
  return again
}

/** What comes live: new, changed, too large for a message; and viewers that are gone, or take nothing. */
async function told(scene: Scene, viewer: TestClient, store: DynamoSubscriptionStore, send: Send): Promise<void> {
  const { api } = scene.stack
  for (const kind of ['gone', 'slow'] as const) {
    const connectionId = newConnectionId()
    await putLostViewer(store, service, { connectionId, endpoint: api.apiId })
    api.faults.post = (to) => (kind === 'slow' && to === connectionId ? 429 : undefined)
    const eventId = `told-${kind}`
    const timestamp = new Date().toISOString()
    await send({ eventId, timestamp, level: 'info' })
    await eventually(eventId, () => viewer.liveIds().includes(eventId), patience)
    await send({ eventId, timestamp, level: 'warn', version: 2 })
    const isChanged = () =>
      viewer.messages.some((m) => m.type === 'hits' && m.changed?.some(({ version }) => version === 2))
    await eventually('its change', isChanged, patience)
    await eventually('its rows are gone', async () => (await store.connection(connectionId)) === undefined, patience)
  }
  api.faults.post = undefined
  await send({ eventId: 'large', note: 'n'.repeat(205_000) })
  await eventually('what is large', () => viewer.liveIds().includes('large'), patience)
}

/** Poison on both queues, and both functions fail for a while at what is behind them. */
async function failing({ seen, stack }: Scene, viewer: TestClient, send: Send): Promise<void> {
  await send({ eventId: 'poison', status: 'no number' })
  await sendDeltas(stack, ['no delta'])
  for (const queue of ['events', 'deltas'] as const) {
    await eventually(`a dead letter of ${queue}`, async () => (await stack.deadLetters(queue)).length > 0, patience)
  }
  const failures = { ingest: 'es', broadcast: 'dynamodb' } as const
  for (const by of ['ingest', 'broadcast'] as const) {
    const isSetBack = () => seen.actionsOf(by, 'sqs').has('ChangeMessageVisibilityBatch')
    await during(
      seen,
      (call) => call.by === by && call.service === failures[by] && !isSetBack(),
      async () => {
        await send({ eventId: `failed-${by}` })
        await eventually(`${by} sets back`, isSetBack, patience)
      },
    )
    await eventually('told all the same', () => viewer.liveIds().includes(`failed-${by}`), patience)
  }
}

/** More at once than a mapping hands over: broadcast takes the rest by itself. */
async function full({ seen, stack }: Scene): Promise<void> {
  const welcome = seen.calls.find(({ by, service: asked }) => by === 'connect' && asked === 'sqs')?.input
  const body =
    (welcome?.['Entries'] as { MessageBody: string }[] | undefined)?.[0]?.MessageBody ?? welcome?.['MessageBody']
  if (typeof body !== 'string') throw new Error('no welcome was sent')
  await eventually(
    'broadcast receives',
    async () => {
      await sendDeltas(
        stack,
        Array.from({ length: 10 }, () => body),
      )
      return ['ReceiveMessage', 'DeleteMessageBatch'].every((action) => seen.actionsOf('broadcast', 'sqs').has(action))
    },
    patience,
  )
}

async function sendDeltas({ parts, queues }: LambdaStack, bodies: readonly string[]): Promise<void> {
  const client = sqsClient({ endpoint: parts.aws, ...local })
  const Entries = bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody }))
  const QueueUrl = `${parts.aws}${new URL(queues.deltas).pathname}`
  await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  client.destroy()
}

/** The one that there is. */
function openConnection({ api }: LambdaStack): string {
  const open = [...api.connections].filter(([, { isOpen }]) => isOpen).map(([id]) => id)
  if (open.length !== 1 || open[0] === undefined) throw new Error(`${open.length} connections are open`)
  return open[0]
}

/** A lease that is over: the next message is answered by `goodbye`, and the socket closed. */
async function ended({ stack }: Scene, viewer: TestClient, store: DynamoSubscriptionStore): Promise<void> {
  await store.disconnect(openConnection(stack))
  viewer.send({ action: 'ping', ref: viewer.nextRef() })
  await eventually('it is told', () => viewer.messages.some(({ type }) => type === 'goodbye'), patience)
  await eventually('closed', () => viewer.closed !== undefined, patience)
}

/** One that is gone when it is to be answered, of which nothing told: its rows go. */
async function gone({ stack, token }: Scene, store: DynamoSubscriptionStore): Promise<void> {
  const client = await TestClient.open(stack.ws, ['deltaboard.v1', `bearer.${token()}`])
  const connectionId = openConnection(stack)
  stack.api.faults.post = (to) => (to === connectionId ? 410 : undefined)
  client.send({ action: 'ping', ref: client.nextRef() })
  await eventually('its rows are gone', async () => (await store.connection(connectionId)) === undefined, patience)
  stack.api.faults.post = undefined
  await client.close()
}
