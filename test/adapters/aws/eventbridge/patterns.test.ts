import { randomUUID } from 'node:crypto'
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EventBridgeDeltas } from '../../../../src/adapters/aws/eventbridge/eventBridgeDeltas.js'
import { deltaPattern, ingestPattern } from '../../../../src/adapters/aws/eventbridge/patterns.js'
import { readDeltaRecord, readEventRecord } from '../../../../src/adapters/aws/sqs/records.js'
import { SqsQueue } from '../../../../src/adapters/aws/sqs/sqsQueue.js'
import { deltaFor } from '../../../support/aws/deltas.js'
import { startEventBridge } from '../../../support/aws/eventBridge/startEventBridge.js'
import { eventually } from '../../../support/eventually.js'
import { partUrl } from '../../../support/parts/partUrl.js'

// Two that were made apart from each other; the second serves the end-to-end suite.
describe.each([
  ["moto's EventBridge", async () => ({ url: await partUrl('moto'), stop: async () => {} })],
  ['our own', async () => startEventBridge(await partUrl('sqs'))],
] as const)('The rules of the two buses, on %s', (_, start) => {
  let part: Awaited<ReturnType<typeof start>>
  let events: EventBridgeClient
  let sqs: SQSClient
  let ingest: SqsQueue
  let broadcast: SqsQueue
  beforeAll(async () => {
    part = await start()
    const options = {
      endpoint: part.url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    }
    events = new EventBridgeClient(options)
    sqs = new SQSClient(options)
    ingest = await feed('producers', ingestPattern)
    broadcast = await feed('deltas', deltaPattern)
  })
  afterAll(async () => {
    events.destroy()
    sqs.destroy()
    await part.stop()
  })

  /** A bus whose rule of this pattern feeds a queue. */
  async function feed(name: string, pattern: object): Promise<SqsQueue> {
    await events.send(new CreateEventBusCommand({ Name: name }))
    const rule = { Name: `${name}-rule`, EventBusName: name }
    await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }))
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${randomUUID()}` }))
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
    const Arn = (await sqs.send(asked)).Attributes?.QueueArn ?? ''
    const target = { Rule: rule.Name, EventBusName: name, Targets: [{ Id: 'queue', Arn }] }
    await events.send(new PutTargetsCommand(target))
    return new SqsQueue({ client: sqs, queueUrl: QueueUrl })
  }

  async function received(queue: SqsQueue, count: number): Promise<readonly string[]> {
    const bodies: string[] = []
    await eventually('messages', async () => {
      const messages = await queue.receive(10)
      bodies.push(...messages.map(({ body }) => body))
      await queue.remove(messages.map(({ receiptHandle }) => receiptHandle))
      return bodies.length >= count
    })
    return bodies
  }

  const put = (EventBusName: string, Source: string, DetailType: string, Detail: string) =>
    events.send(new PutEventsCommand({ Entries: [{ EventBusName, Source, DetailType, Detail }] }))

  it("brings a producer's event to ingest, as it was", async () => {
    const detail = { '@timestamp': '2026-11-24T09:30:00.000Z', text: 'é😀', nested: { list: [1, null] } }
    await put('producers', 'checkout', 'OrderPlaced', JSON.stringify(detail))
    const [body = ''] = await received(ingest, 1)
    const read = readEventRecord(body)
    expect(read).toMatchObject({ ok: true, value: { source: 'checkout', detailType: 'OrderPlaced', detail } })
    expect(read.ok && Number.isFinite(Date.parse(read.value.time))).toBe(true)
    expect(read.ok && read.value.id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('never brings a delta to ingest, even where it is put on the bus of producers, and brings those of its own bus to broadcast', async () => {
    const deltas = [deltaFor('a'), deltaFor('b')]
    // By mistake: the wrong bus.
    expect(await new EventBridgeDeltas({ client: events, busName: 'producers' }).publish('deltas', deltas)).toEqual([
      'ok',
      'ok',
    ])
    await put('producers', 'deltaboard', 'Deployed', '{"n":1}')
    await put('producers', 'somebody', 'deltas', '{"n":2}')
    const bodies = await received(ingest, 2)
    // What looks like one only by half is an event like any other.
    expect(bodies.map((body) => JSON.parse(body).detail)).toEqual([{ n: 1 }, { n: 2 }])
    expect(await new EventBridgeDeltas({ client: events, busName: 'deltas' }).publish('deltas', deltas)).toEqual([
      'ok',
      'ok',
    ])
    await put('deltas', 'somebody', 'deltas', '{"deltas":[]}')
    const [body = '', ...more] = await received(broadcast, 1)
    expect(more).toEqual([])
    expect(readDeltaRecord(body)).toEqual({ ok: true, value: deltas.map((item) => ({ topic: 'deltas', item })) })
    expect(await ingest.receive(10)).toEqual([])
    expect(await broadcast.receive(10)).toEqual([])
  })
})
