import { expect, it } from 'vitest'
import { SqsDeadLetters } from '../../../../src/adapters/aws/sqs/sqsDeadLetters.js'
import { SqsPublisher } from '../../../../src/adapters/aws/sqs/sqsPublisher.js'
import { SqsQueue } from '../../../../src/adapters/aws/sqs/sqsQueue.js'
import { Graveyard } from '../../../../src/application/graveyard.js'
import type { Json } from '../../../../src/domain/json.js'
import type { DeadLetter } from '../../../../src/ports/deadLetters.js'
import { maxBatchBytes, sqsUnderTest } from './queues.js'

const sqs = sqsUnderTest()

it('tells every dead letter again once, with the ids that it had, and keeps what nobody could read', async () => {
  const [dead, ingest] = [await sqs.queue(), await sqs.queue()]
  const deadLetters = new SqsDeadLetters({
    client: sqs.client,
    queues: { events: dead },
    waitSeconds: 0,
    maxBatchBytes,
  })
  const bus = new SqsPublisher({ client: sqs.client, queueUrl: ingest, maxBatchBytes })
  const graveyard = new Graveyard({ deadLetters, bus, clock: { now: () => Date.now() } })
  const letter = (id: string, item: Json): DeadLetter => {
    return { id, topic: 'events', item, why: { code: 'bad_field', message: 'no' }, at: '2026-11-24T09:30:00.000Z' }
  }
  const event = (n: number) => ({ id: `e${n}`, source: 's', detailType: 't', time: 'now', detail: { n } })
  const count = 130
  const letters = Array.from({ length: count }, (_, i) => letter(`l${i}`, event(i)))
  await deadLetters.put([...letters, letter('broken', '{"no event')])

  expect(await graveyard.redrive(new Set(['l7']))).toEqual({ settled: 1, left: 0 })
  expect(await graveyard.redrive('all')).toEqual({ settled: count - 1, left: 1 })
  expect(await graveyard.redrive('all')).toEqual({ settled: 0, left: 1 })
  expect((await deadLetters.list({ limit: 10 })).letters).toEqual([letter('broken', '{"no event')])

  const bodies: string[] = []
  const queue = new SqsQueue({ client: sqs.client, queueUrl: ingest })
  for (let got = await queue.receive(10); got.length > 0; got = await queue.receive(10)) {
    bodies.push(...got.map(({ body }) => body))
  }
  expect(bodies.length).toBe(count)
  expect(new Set(bodies.map((body) => JSON.parse(body).id))).toEqual(new Set(letters.map((_, i) => `e${i}`)))
})
