import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { eventBridgeClient } from '../../../../src/adapters/aws/eventbridge/eventBridgeClient.js'
import { deltaPattern, ingestPattern } from '../../../../src/adapters/aws/eventbridge/patterns.js'
import { sqsClient } from '../../../../src/adapters/aws/sqs/sqsClient.js'

export const busNames = { events: 'producers', deltas: 'deltas' } as const

export interface Queues {
  readonly events: string
  readonly deltas: string
  readonly eventsDead: string
  readonly deltasDead: string
}

interface QueueShape {
  /** Ends the names of queues, which others have on the same server. */
  readonly mark: string
  readonly visibilityTimeout: number
  readonly maxReceiveCount: number
}

/** Both buses, both queues with their dead-letter queues, and the rules between them: as they are deployed. */
export async function makeBuses(endpoint: string, shape: QueueShape): Promise<Queues> {
  const where = { endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const [events, sqs] = [eventBridgeClient(where), sqsClient(where)]
  async function queue(name: string, attributes: Record<string, string>): Promise<{ url: string; arn: string }> {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    return { url: QueueUrl, arn: Attributes?.QueueArn ?? '' }
  }
  async function withDead(name: string) {
    const dead = await queue(`${name}-dead-${shape.mark}`, {})
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: shape.maxReceiveCount })
    const VisibilityTimeout = String(shape.visibilityTimeout)
    return { dead, live: await queue(`${name}-${shape.mark}`, { RedrivePolicy, VisibilityTimeout }) }
  }
  async function rule(bus: string, pattern: object, targetArn: string): Promise<void> {
    await events.send(new CreateEventBusCommand({ Name: bus }))
    const EventPattern = JSON.stringify(pattern)
    await events.send(new PutRuleCommand({ Name: `to-${bus}`, EventBusName: bus, EventPattern }))
    const Targets = [{ Id: 'queue', Arn: targetArn }]
    await events.send(new PutTargetsCommand({ Rule: `to-${bus}`, EventBusName: bus, Targets }))
  }
  const [fromProducers, toViewers] = [await withDead('events'), await withDead('deltas')]
  await rule(busNames.events, ingestPattern, fromProducers.live.arn)
  await rule(busNames.deltas, deltaPattern, toViewers.live.arn)
  events.destroy()
  sqs.destroy()
  return {
    events: fromProducers.live.url,
    deltas: toViewers.live.url,
    eventsDead: fromProducers.dead.url,
    deltasDead: toViewers.dead.url,
  }
}
