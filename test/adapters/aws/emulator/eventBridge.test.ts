import { randomUUID } from 'node:crypto'
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SqsQueue } from '../../../../src/adapters/aws/sqs/sqsQueue.js'
import type { JsonObject } from '../../../../src/domain/json.js'
import { compilePattern } from '../../../support/aws/eventBridge/pattern.js'
import { type EventBridge, startEventBridge } from '../../../support/aws/eventBridge/startEventBridge.js'
import { eventually } from '../../../support/eventually.js'
import { partUrl } from '../../../support/parts/partUrl.js'

const local = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
let emulator: EventBridge
let events: EventBridgeClient
let sqs: SQSClient
beforeAll(async () => {
  emulator = await startEventBridge(await partUrl('sqs'))
  events = new EventBridgeClient({ endpoint: emulator.url, maxAttempts: 1, ...local })
  sqs = new SQSClient({ endpoint: emulator.url, maxAttempts: 1, ...local })
})
afterAll(async () => {
  events.destroy()
  sqs.destroy()
  await emulator.stop()
})

async function queue(): Promise<{ url: string; arn: string }> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `q-${randomUUID()}` }))
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  return { url: QueueUrl, arn: Attributes?.['QueueArn'] ?? '' }
}

/** A bus of its own, whose one rule feeds the queue that is answered. */
async function bus(pattern: object): Promise<{ name: string; received(count: number): Promise<string[]> }> {
  const name = `bus-${randomUUID()}`
  const { arn, url } = await queue()
  await events.send(new CreateEventBusCommand({ Name: name }))
  await events.send(new PutRuleCommand({ Name: 'r', EventBusName: name, EventPattern: JSON.stringify(pattern) }))
  await events.send(new PutTargetsCommand({ Rule: 'r', EventBusName: name, Targets: [{ Id: 'q', Arn: arn }] }))
  const from = new SqsQueue({ client: sqs, queueUrl: url })
  return {
    name,
    async received(count) {
      const bodies: string[] = []
      await eventually(`${count} messages`, async () => {
        bodies.push(...(await from.receive(10)).map(({ body }) => body))
        return bodies.length >= count
      })
      return bodies
    },
  }
}

const entry = (EventBusName: string, more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => {
  return { EventBusName, Source: 's', DetailType: 't', Detail: '{}', ...more }
}

describe('an event, on its way to a queue', () => {
  it('is the envelope that AWS documents', async () => {
    const { name, received } = await bus({ source: ['s'] })
    const Time = new Date('2026-11-24T09:30:00.999Z')
    const Detail = '{"n":[1,null,"é"],"__proto__":{"a":1}}'
    const { Entries, FailedEntryCount } = await events.send(
      new PutEventsCommand({ Entries: [entry(name, { Detail, Time, Resources: ['arn:one'] })] }),
    )
    expect(FailedEntryCount).toBe(0)
    const [body = ''] = await received(1)
    expect(JSON.parse(body)).toMatchObject({
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 't',
      source: 's',
      account: '123456789012',
      time: '2026-11-24T09:30:00Z',
      region: 'eu-central-1',
      resources: ['arn:one'],
    })
    expect(body).toContain(`"detail":${Detail}`)
  })

  it('comes once to each, however many entries and calls there were, and never from another bus', async () => {
    const [one, other] = [await bus({ source: ['s'] }), await bus({ source: ['s'] })]
    const call = (from: number) =>
      Array.from({ length: 10 }, (_, i) => entry(one.name, { Detail: JSON.stringify({ n: from + i }) }))
    await Promise.all([0, 10, 20].map((from) => events.send(new PutEventsCommand({ Entries: call(from) }))))
    await events.send(new PutEventsCommand({ Entries: [entry(other.name), entry(one.name, { Source: 'else' })] }))
    const told = (await one.received(30)).map((body) => Number(JSON.parse(body).detail.n))
    expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i))
    expect(await other.received(1)).toHaveLength(1)
  })
})

describe('PutEvents', () => {
  it('answers each entry for itself, in their order', async () => {
    const { name, received } = await bus({ source: ['s'] })
    const Entries = [
      entry(name),
      entry(name, { Detail: '{"half' }),
      entry(name, { Detail: '[]' }),
      entry(name, { Source: undefined }),
      entry(name),
    ]
    const answer = await events.send(new PutEventsCommand({ Entries }))
    expect(answer.FailedEntryCount).toBe(3)
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      undefined,
    ])
    const ids = (await received(2)).map((body) => JSON.parse(body).id)
    expect(new Set(ids)).toEqual(new Set([answer.Entries?.[0]?.EventId, answer.Entries?.[4]?.EventId]))
  })

  it('refuses a call of eleven entries, of none, or of more than 1 MB, as a whole', async () => {
    const refused = (Entries: PutEventsRequestEntry[]) => expect(events.send(new PutEventsCommand({ Entries }))).rejects
    await refused(Array.from({ length: 11 }, () => entry('default'))).toThrow('less than or equal to 10')
    await refused([]).toThrow('validation error')
    const sized = (bytes: number) => entry('default', { Detail: JSON.stringify({ text: 'é'.repeat(bytes / 2) }) })
    await refused([sized(600_000), sized(600_000)]).toThrow('over the limit')
    expect(await events.send(new PutEventsCommand({ Entries: [sized(600_000)] }))).toMatchObject({
      FailedEntryCount: 0,
    })
  })

  it('brings an event of half a megabyte to its queue', async () => {
    const { name, received } = await bus({ source: ['s'] })
    const Detail = JSON.stringify({ text: 'x'.repeat(500_000) })
    await events.send(new PutEventsCommand({ Entries: [entry(name, { Detail })] }))
    expect((await received(1))[0]).toContain(Detail)
  })
})

describe('SQS behind it', () => {
  it('takes 1 MiB, and no byte more, in a message and in a batch', async () => {
    const { url: QueueUrl } = await queue()
    const MessageBody = 'x'.repeat(1_048_576)
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
    const more = new SendMessageCommand({ QueueUrl, MessageBody: `${MessageBody}x` })
    await expect(sqs.send(more)).rejects.toThrow('shorter than')
    const Entries = [0, 1].map((i) => ({ Id: String(i), MessageBody: 'x'.repeat(524_289) }))
    const batch = new SendMessageBatchCommand({ QueueUrl, Entries })
    await expect(sqs.send(batch)).rejects.toMatchObject({ name: expect.stringContaining('BatchRequestTooLong') })
  })
})

describe('a pattern', () => {
  const event: JsonObject = {
    source: 'shop.orders',
    'detail-type': 'Placed',
    detail: { tags: ['a', 'b'], n: 1, nothing: null, inner: { yes: true } },
  }
  it.each([
    [{ source: ['shop.orders'] }, true],
    [{ source: ['shop'] }, false],
    [{ source: [{ prefix: 'shop' }] }, true],
    [{ source: ['x', 'shop.orders'], 'detail-type': ['Placed'] }, true],
    [{ source: ['shop.orders'], 'detail-type': ['placed'] }, false],
    [{ source: [{ 'anything-but': ['x', 'y'] }] }, true],
    [{ source: [{ 'anything-but': ['shop.orders', 'y'] }] }, false],
    [{ source: [{ 'anything-but': { prefix: 'shop' } }] }, false],
    [{ detail: { tags: ['b'] } }, true],
    [{ detail: { tags: ['c'] } }, false],
    [{ detail: { n: [1], inner: { yes: [true] } } }, true],
    [{ detail: { n: ['1'] } }, false],
    [{ detail: { nothing: [null] } }, true],
    [{ detail: { missing: [null] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { constructor: [{ exists: true }] } }, false],
    [{ detail: { missing: [{ 'anything-but': ['x'] }] } }, false],
    [{ $or: [{ source: ['x'] }, { 'detail-type': ['Placed'] }] }, true],
    [{ $or: [{ source: ['x'] }, { 'detail-type': ['y'] }] }, false],
    [{ source: ['shop.orders'], $or: [{ detail: { n: [2] } }, { detail: { n: [3] } }] }, false],
  ] as const)('%j: %s', (pattern, matches) => {
    expect(compilePattern(pattern as unknown as JsonObject)(event)).toBe(matches)
  })

  it('that it would not carry out is refused by PutRule', async () => {
    for (const pattern of [
      '{',
      '{}',
      '{"source":"s"}',
      '{"source":[{"wildcard":"s*"}]}',
      '{"$or":[{"source":["s"]}]}',
    ]) {
      const rule = new PutRuleCommand({ Name: 'refused', EventPattern: pattern })
      await expect(events.send(rule), pattern).rejects.toThrow('Event pattern is not valid')
    }
  })
})
