import { expect, it } from 'vitest'
import { readDeltaRecord } from '../../../../src/adapters/aws/sqs/records.js'
import { SqsDeadLetters } from '../../../../src/adapters/aws/sqs/sqsDeadLetters.js'
import { SqsPublisher } from '../../../../src/adapters/aws/sqs/sqsPublisher.js'
import { SqsQueue } from '../../../../src/adapters/aws/sqs/sqsQueue.js'
import { deadLettersContract } from '../../../contracts/deadLetters.contract.js'
import { deltaFor } from '../../../support/aws/deltas.js'
import { maxBatchBytes, sqsUnderTest } from './queues.js'

const sqs = sqsUnderTest('moto')

deadLettersContract("SQS, as moto's", async () => {
  const queues = { events: await sqs.queue(), deltas: await sqs.queue() }
  const letters = new SqsDeadLetters({ client: sqs.client, queues, waitSeconds: 0, maxBatchBytes })
  return { letters, max: undefined, weaker: letters.weaker }
})

it("brings deltas through moto's SQS as through ElasticMQ's", async () => {
  const queueUrl = await sqs.queue()
  const publisher = new SqsPublisher({ client: sqs.client, queueUrl, maxBatchBytes })
  const deltas = [deltaFor('a'), deltaFor('large', 210_000), deltaFor('b', 190_000)]
  expect(await publisher.publish('deltas', deltas)).toEqual(['ok', 'ok', 'ok'])
  const received = await new SqsQueue({ client: sqs.client, queueUrl }).receive(10)
  const read = received.map(({ body }) => readDeltaRecord(body)).flatMap((one) => (one.ok ? one.value : []))
  expect(read.map(({ item }) => ('key' in item ? item.key : ''))).toEqual(deltas.map(({ key }) => key))
})
