import { sqsClient } from '../../adapters/aws/sqs/sqsClient.js'
import { SqsDeadLetters } from '../../adapters/aws/sqs/sqsDeadLetters.js'
import { SqsQueue } from '../../adapters/aws/sqs/sqsQueue.js'
import type { DeadLetters } from '../../ports/deadLetters.js'
import type { Topic } from '../../ports/eventBus.js'

export interface QueueUrls {
  readonly queueUrl: string
  readonly deadLetters: string
}

/** A queue whose messages Lambda hands over, and where those go that can't be handled. */
export interface LambdaQueue {
  readonly queue: SqsQueue
  readonly deadLetters: Pick<DeadLetters, 'put'>
}

export function lambdaQueue({ deadLetters, queueUrl }: QueueUrls, topics: readonly Topic[]): LambdaQueue {
  const client = sqsClient()
  const queues = Object.fromEntries(topics.map((topic) => [topic, deadLetters]))
  return { queue: new SqsQueue({ client, queueUrl }), deadLetters: new SqsDeadLetters({ client, queues }) }
}
