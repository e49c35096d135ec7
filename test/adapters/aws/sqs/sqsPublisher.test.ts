import { describe, expect, it } from 'vitest'
import { readDeltaRecord, readEventRecord } from '../../../../src/adapters/aws/sqs/records.js'
import { SqsPublisher } from '../../../../src/adapters/aws/sqs/sqsPublisher.js'
import { SqsQueue } from '../../../../src/adapters/aws/sqs/sqsQueue.js'
import type { RawEvent } from '../../../../src/domain/event/rawEvent.js'
import { AwsCalls } from '../../../support/aws/awsCalls.js'
import { deltaFor } from '../../../support/aws/deltas.js'
import { maxBatchBytes, sqsUnderTest } from './queues.js'

const sqs = sqsUnderTest()
const backoff = { budgetMs: 2_000, firstMs: 1, mostMs: 5 }

const event = (n: number, pad = 0): RawEvent => {
  return { id: `e${n}`, source: 's', detailType: 't', time: 'now', detail: { n, pad: 'x'.repeat(pad) } }
}

describe('SqsPublisher', () => {
  async function open() {
    const queueUrl = await sqs.queue()
    const client = sqs.another()
    const calls = new AwsCalls(client)
    const publisher = new SqsPublisher({ client, queueUrl, maxBatchBytes, backoff })
    const queue = new SqsQueue({ client: sqs.client, queueUrl })
    const all = async () => {
      const bodies: string[] = []
      for (let got = await queue.receive(10); got.length > 0; got = await queue.receive(10)) {
        bodies.push(...got.map(({ body }) => body))
      }
      return bodies
    }
    return { all, calls, publisher, queue }
  }

  it('packs deltas into few messages, in a form that says the same as one from the bus', async () => {
    const { all, calls, publisher } = await open()
    const deltas = Array.from({ length: 500 }, (_, i) => deltaFor(`d${i}`, 500))
    expect(await publisher.publish('deltas', deltas)).toEqual(deltas.map(() => 'ok'))
    const bodies = await all()
    expect(bodies.length).toBe(Math.ceil((500 * JSON.stringify(deltas[499]).length) / 196_608))
    // Two of them would be more than one batch may have here.
    expect(calls.count).toBe(bodies.length)
    const told = bodies.flatMap((body) => {
      const read = readDeltaRecord(body)
      return read.ok ? read.value.map(({ item }) => item) : []
    })
    expect(new Set(told.map((delta) => JSON.stringify(delta)))).toEqual(
      new Set(deltas.map((delta) => JSON.stringify(delta))),
    )
  })

  it('sends ten messages a batch, and characters that SQS refuses as they are', async () => {
    const { all, calls, publisher } = await open()
    const events = Array.from({ length: 25 }, (_, i) => event(i))
    const odd = { ...event(25), detail: { text: '\ufffe\uffff\u0000\ud800é' } }
    expect(await publisher.publish('events', [...events, odd])).toEqual(Array.from({ length: 26 }, () => 'ok'))
    expect(calls.made.map(({ input }) => input.Entries.length)).toEqual([10, 10, 6])
    const read = (await all()).map((body) => readEventRecord(body))
    const byId = new Map(read.map((one) => [one.ok ? one.value.id : '', one.ok ? one.value : undefined]))
    expect(byId.size).toBe(26)
    expect(byId.get('e25')).toEqual(odd)
  })

  it('keeps a batch below its bytes, and refuses what no batch could carry', async () => {
    const { all, calls, publisher } = await open()
    const answers = await publisher.publish('events', [event(1, 100_000), event(2, 262_144), event(3, 200_000)])
    expect(answers).toMatchObject(['ok', { refused: { code: 'too_large' } }, 'ok'])
    expect(calls.count).toBe(2)
    expect((await all()).length).toBe(2)
  })

  it('sends again, alone, what failed, and answers retry for exactly what is not taken in time', async () => {
    const { all, calls, publisher } = await open()
    const failed = (Id: string, SenderFault = false) => ({ Id, SenderFault, Code: 'InternalError' })
    calls.answer = ({ input }) => {
      if (calls.count > 1) return undefined
      const ids = (input.Entries as { Id: string }[]).map(({ Id }) => Id)
      return { Successful: [{ Id: ids[0] }], Failed: [failed('1'), failed('2', true)] }
    }
    // The first was taken; the third is at fault itself; the fourth has no answer at all.
    const answers = await publisher.publish(
      'events',
      [0, 1, 2, 3].map((n) => event(n)),
    )
    expect(answers).toEqual(['ok', 'ok', { retry: 'InternalError' }, 'ok'])
    const ids = (await all()).map((body) => JSON.parse(body).id).sort()
    expect(ids).toEqual(['e1', 'e3'])
    calls.answer = () => {
      throw new Error('down')
    }
    expect(await publisher.publish('events', [event(5)])).toMatchObject([{ retry: new Error('down') }])
  })
})

describe('SqsQueue', () => {
  it('receives, sets back and removes, as many as there are', async () => {
    const queueUrl = await sqs.queue({ VisibilityTimeout: '60' })
    const publisher = new SqsPublisher({ client: sqs.client, queueUrl, maxBatchBytes })
    const events = Array.from({ length: 12 }, (_, i) => event(i))
    await publisher.publish('events', events)
    const queue = new SqsQueue({ client: sqs.client, queueUrl })
    const first = [...(await queue.receive(10)), ...(await queue.receive(10))]
    expect(first.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 12 }, () => 1))
    expect(await queue.receive(10)).toEqual([])
    await queue.setBack(first.map(({ receiptHandle }) => ({ receiptHandle, seconds: 0 })))
    const again = [...(await queue.receive(10)), ...(await queue.receive(10))]
    expect(again.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 12 }, () => 2))
    await queue.remove(again.map(({ receiptHandle }) => receiptHandle))
    expect(await sqs.visible(queueUrl)).toBe(0)
    await expect(queue.remove(['no handle'])).rejects.toThrow()
    await queue.remove([])
  })
})
