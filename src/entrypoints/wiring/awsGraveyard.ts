import { sqsClient } from '../../adapters/aws/sqs/sqsClient.js'
import { SqsDeadLetters } from '../../adapters/aws/sqs/sqsDeadLetters.js'
import { SqsPublisher } from '../../adapters/aws/sqs/sqsPublisher.js'
import { SystemClock } from '../../adapters/node/systemClock.js'
import { Graveyard } from '../../application/graveyard.js'
import type { EventBus, Topic, Topics } from '../../ports/eventBus.js'

/** URLs of queues, by what lies in them. */
export type QueuesByTopic = Readonly<Partial<Record<'events' | 'deltas', string>>>

/** The dead letters of an installation on AWS. What is sent again goes straight to the queues `to`. */
export function awsGraveyard(queues: QueuesByTopic, to: QueuesByTopic): Graveyard {
  const client = sqsClient()
  const publisherOf = (topic: Topic): EventBus | undefined => {
    const queueUrl = topic === 'events' ? to.events : to.deltas
    return queueUrl === undefined ? undefined : new SqsPublisher({ client, queueUrl })
  }
  const bus = {
    publish: async <T extends Topic>(topic: T, items: readonly Topics[T][]) =>
      publisherOf(topic)?.publish(topic, items) ?? items.map(() => ({ retry: `no queue for ${topic} was named` })),
  }
  return new Graveyard({ deadLetters: new SqsDeadLetters({ client, queues }), bus, clock: new SystemClock() })
}
