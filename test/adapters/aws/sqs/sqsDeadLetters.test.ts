import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { SqsDeadLetters } from '../../../../src/adapters/aws/sqs/sqsDeadLetters.js'
import { SqsPublisher } from '../../../../src/adapters/aws/sqs/sqsPublisher.js'
import { SqsQueue } from '../../../../src/adapters/aws/sqs/sqsQueue.js'
import type { Delta, Hit } from '../../../../src/domain/document/hit.js'
import type { RawEvent } from '../../../../src/domain/event/rawEvent.js'
import type { Json } from '../../../../src/domain/json.js'
import type { DeadLetter } from '../../../../src/ports/deadLetters.js'
import { deadLettersContract } from '../../../contracts/deadLetters.contract.js'
import { eventually } from '../../../support/eventually.js'
import { maxBatchBytes, sqsUnderTest } from './queues.js'

const sqs = sqsUnderTest()

async function open() {
  const queues = { events: await sqs.queue(), deltas: await sqs.queue() }
  const letters = new SqsDeadLetters({
    client: sqs.client,
    queues: { ...queues, welcomes: queues.deltas },
    maxBatchBytes,
    waitSeconds: 0,
  })
  return { letters, queues }
}

deadLettersContract('SQS', async () => {
  const { letters } = await open()
  return { letters, max: undefined, weaker: letters.weaker }
})

const event: RawEvent = { id: 'e1', source: 's', detailType: 't', time: '2026-11-24T09:30:00Z', detail: { n: 1 } }
const delta = (n: number): Delta => {
  const now = { eventId: `d${n}`, version: 1, '@timestamp': 't', ingestedAt: '2026-11-24T09:30:00.000Z' } as Hit
  return { key: `2026-11-24/d${n}`, now, was: [] }
}
const letter = (id: string, at = '2026-11-24T09:30:00.000Z'): DeadLetter => ({
  id,
  topic: 'events',
  item: { ...event } as Json,
  why: { code: 'bad_field', message: 'no', path: 'Detail.n' },
  at,
})

describe('SqsDeadLetters', () => {
  it('puts the original as the body, as the queue had it, with the reason as attributes', async () => {
    const { letters, queues } = await open()
    await letters.put([letter('l1')])
    const command = new ReceiveMessageCommand({ QueueUrl: queues.events, MessageAttributeNames: ['All'] })
    const { Messages: [message] = [] } = await sqs.client.send(command)
    expect(JSON.parse(message?.Body ?? '')).toEqual({
      id: 'e1',
      source: 's',
      'detail-type': 't',
      time: '2026-11-24T09:30:00Z',
      detail: { n: 1 },
    })
    const { code, letter: told } = message?.MessageAttributes ?? {}
    expect(code?.StringValue).toBe('"bad_field"')
    expect(JSON.parse(told?.StringValue ?? '')).toMatchObject({ id: 'l1', why: { path: 'Detail.n' } })
  })

  it('looks without taking: all of it can be received afterwards, by others as well', async () => {
    const { letters, queues } = await open()
    await letters.put(Array.from({ length: 35 }, (_, i) => letter(`l${i}`)))
    expect((await letters.list({ limit: 10 })).letters.length).toBe(10)
    expect(await sqs.visible(queues.events)).toBe(35)
    expect(await letters.remove(['l3'])).toBe(1)
    expect(await sqs.visible(queues.events)).toBe(34)
    const another = new SqsDeadLetters({ client: sqs.client, queues: { events: queues.events }, waitSeconds: 0 })
    expect((await another.list({ limit: 100 })).letters.length).toBe(34)
  })

  it('lists by time, whatever the order in which they came, and one id once', async () => {
    const { letters, queues } = await open()
    const at = (minute: number) => `2026-11-24T09:0${minute}:00.000Z`
    await letters.put([letter('c', at(3)), letter('a', at(1)), letter('b', at(2))])
    await letters.put([letter('a', at(5)), letter('b', at(2))])
    expect((await letters.list({ limit: 10 })).letters.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    const first = await letters.list({ limit: 2 })
    expect(first.next).toBeDefined()
    const second = await letters.list({ limit: 2, after: first.next ?? '' })
    expect(second.letters.map(({ id }) => id)).toEqual(['c'])
    expect(await letters.remove(['a', 'b', 'c'])).toBe(3)
    expect(await sqs.visible(queues.events)).toBe(0)
  })

  it('shows what SQS itself put there after the last attempt, each of several deltas', async () => {
    const { letters, queues } = await open()
    const target = await sqs.arn(queues.deltas)
    const source = await sqs.queue({
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount: '1' }),
    })
    const publisher = new SqsPublisher({ client: sqs.client, queueUrl: source, maxBatchBytes })
    expect(await publisher.publish('deltas', [delta(1), delta(2), delta(3)])).toEqual(['ok', 'ok', 'ok'])
    const queue = new SqsQueue({ client: sqs.client, queueUrl: source })
    const [received] = await queue.receive(10)
    await eventually('moved', async () => {
      await queue.receive(10)
      return (await sqs.visible(queues.deltas)) === 1
    })
    const { letters: found } = await letters.list({ limit: 10 })
    const why = { code: 'attempts_used', message: 'every attempt at it failed' }
    const id = (n: number) => `${received?.messageId}.${n}`
    expect(found.map((one) => ({ ...one, at: '' }))).toEqual(
      [1, 2, 3].map((n, i) => ({ id: id(i), topic: 'deltas', item: delta(n), why, at: '' })),
    )
    // The others of its message stay, under their ids.
    expect(await letters.remove([id(1)])).toBe(1)
    const left = await letters.list({ limit: 10 })
    expect(left.letters).toEqual([found[0], found[2]])
    expect(await letters.remove([id(0), id(2)])).toBe(2)
    expect(await sqs.visible(queues.deltas)).toBe(0)
  })

  it('shows what EventBridge could not deliver, and what nobody can read', async () => {
    const { letters, queues } = await open()
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue })
    const body = JSON.stringify({ version: '0', id: 'e9', source: 's', 'detail-type': 't', time: 'now', detail: {} })
    const MessageAttributes = { ERROR_CODE: attribute('NO_PERMISSIONS'), ERROR_MESSAGE: attribute('denied') }
    await sqs.client.send(new SendMessageCommand({ QueueUrl: queues.events, MessageBody: body, MessageAttributes }))
    await sqs.client.send(new SendMessageCommand({ QueueUrl: queues.deltas, MessageBody: '{"broken' }))
    const { letters: found } = await letters.list({ limit: 10 })
    expect(found.find(({ topic }) => topic === 'events')).toMatchObject({
      item: { id: 'e9', source: 's', detailType: 't', time: 'now', detail: {} },
      why: { code: 'undeliverable', message: 'NO_PERMISSIONS: denied' },
    })
    expect(found.find(({ topic }) => topic === 'deltas')).toMatchObject({
      item: '{"broken',
      why: { code: 'attempts_used' },
    })
  })

  it('refuses a topic that has no queue, and keeps the others of the same call', async () => {
    const { queues } = await open()
    const some = new SqsDeadLetters({ client: sqs.client, queues: { events: queues.events }, waitSeconds: 0 })
    await expect(some.put([letter('l1'), { ...letter('l2'), topic: 'deltas' }])).rejects.toThrow('1 dead letters')
    expect((await some.list({ limit: 10 })).letters.map(({ id }) => id)).toEqual(['l1'])
  })
})
