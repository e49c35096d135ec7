import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import type { LambdaStack } from '../../support/aws/stack/lambdaStack.js'
import { startLambdaStack } from '../../support/aws/stack/startLambdaStack.js'
import { eventually } from '../../support/eventually.js'
import { type RedisPart, startRedis } from '../../support/parts/redis.js'
import { TestClient } from '../../support/testClient.js'

let stack: LambdaStack
let redis: RedisPart
let bridge: EventBridgeClient

beforeAll(async () => {
  const [openSearch, started] = await Promise.all([fetch(inject('openSearch')).then((r) => r.text()), startRedis()])
  redis = started
  const env = { DELTABOARD_FLUSH_WINDOW_MS: '1000' }
  stack = await startLambdaStack({ openSearch, store: redis.url, deltaRoute: 'sqs', visibilityTimeout: 20, env })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  bridge = new EventBridgeClient({ endpoint: stack.events, region: 'eu-central-1', credentials })
})

afterAll(async () => {
  bridge?.destroy()
  await stack?.stop()
  await redis?.stop()
})

async function send(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i += 10) {
    const Entries = Array.from({ length: 10 }, (_, n) => ({
      EventBusName: stack.busName,
      Source: 'shop',
      DetailType: 'order',
      Detail: JSON.stringify({ eventId: `e${i + n}`, service: 'shop' }),
    }))
    await bridge.send(new PutEventsCommand({ Entries }))
  }
}

test('with subscriptions in Redis and deltas straight to their queue, all is told, and much at a time', async () => {
  const client = await TestClient.open(stack.ws)
  onTestFinished(() => client.close())
  await client.subscribe({ channel: 'service:shop' })
  await send(0, 200)
  const told = () => new Set(client.liveIds())
  await eventually('all events', () => told().size === 200, 45_000)
  // What full batches drained besides was deleted by broadcast itself, so nothing comes again.
  await eventually('an empty queue', async () => stack.mappings.events.counters.deleted >= 200, 30_000)
  expect(await stack.deadLetters('deltas')).toEqual([])
  expect(stack.functions.broadcast.failures).toBe(0)
  for (const fn of Object.values(stack.functions)) expect(fn.leftovers).toEqual([])
})

test('a connection whose rows are gone is told so, and closed, with its next message', async () => {
  const client = await TestClient.open(stack.ws)
  await client.subscribe({ channel: 'service:other' })
  const [connectionId = ''] = [...stack.api.connections.keys()].slice(-1)
  await stack.functions.disconnect.invoke({ requestContext: { connectionId, apiId: stack.api.apiId } })
  client.send({ action: 'ping', ref: 'p' })
  await client.until('goodbye', (m): m is Extract<typeof m, { type: 'goodbye' }> => m.type === 'goodbye')
  await eventually('closed', () => client.closed !== undefined)
  expect(client.messages.at(-1)).toMatchObject({ type: 'goodbye', reason: 'expired' })
})

test('a full batch goes on draining, in one flush, and deletes what it told besides', async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sqs = new SQSClient({ endpoint: stack.events, region: 'eu-central-1', credentials })
  onTestFinished(() => sqs.destroy())
  const QueueUrl = stack.queues.deltas
  const waiting = async () => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const]
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes ?? {}
    return { visible: Number(ApproximateNumberOfMessages), taken: Number(ApproximateNumberOfMessagesNotVisible) }
  }
  const batch = async () => {
    const MessageSystemAttributeNames = ['All' as const]
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames }),
    )
    return Messages.map(({ Attributes, Body, MessageId, ReceiptHandle }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
    }))
  }
  const client = await TestClient.open(stack.ws)
  onTestFinished(() => client.close())
  await client.subscribe({ channel: 'service:shop' })
  // From here on nobody polls but this test; the last long polls may have taken a message each, which come again.
  await stack.mappings.deltas.stop()
  const before = stack.mappings.events.counters.deleted
  await send(1000, 1240)
  await eventually('all is indexed', () => stack.mappings.events.counters.deleted >= before + 240, 45_000)
  // An ingest batch of ten has one message of deltas.
  const { taken, visible } = await waiting()
  expect(visible).toBeGreaterThanOrEqual(24)

  const Records = await batch()
  expect(Records).toHaveLength(10)
  expect(await stack.functions.broadcast.invoke({ Records })).toMatchObject({ value: { batchItemFailures: [] } })
  const left = await waiting()
  // Those of the batch are Lambda's to delete; of the others some, or all, are gone.
  expect(left.taken).toBe(taken + 10)
  expect(left.visible).toBeLessThan(visible - 10)
  await eventually(
    'all events',
    async () => {
      const rest = await batch()
      if (rest.length > 0) await stack.functions.broadcast.invoke({ Records: rest })
      return new Set(client.liveIds()).size === 240
    },
    45_000,
  )
  expect(stack.functions.broadcast.leftovers).toEqual([])
})
