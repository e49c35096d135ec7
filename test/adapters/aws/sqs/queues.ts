import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll } from 'vitest'
import { startElasticMq } from '../../../support/parts/elasticMq.js'

/** What ElasticMQ takes: SQS's limit of before 2026. */
export const maxBatchBytes = 262_144

interface Part {
  readonly url: string
  stop(): Promise<void>
}

/** One server for a file, with queues of their own for each test. */
export function sqsUnderTest(start: () => Promise<Part> = startElasticMq) {
  let part: Part
  let client: SQSClient
  let made = 0
  const clients: SQSClient[] = []
  const another = () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const one = new SQSClient({ endpoint: part.url, region: 'eu-central-1', credentials })
    clients.push(one)
    return one
  }
  beforeAll(async () => {
    part = await start()
    client = another()
  })
  afterAll(async () => {
    for (const one of clients) one.destroy()
    await part.stop()
  })
  return {
    another,
    get client() {
      return client
    },
    /** Its URL. */
    async queue(attributes: Record<string, string> = {}): Promise<string> {
      const QueueName = `q${made++}`
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes: attributes }))
      return QueueUrl ?? ''
    },
    async arn(queueUrl: string): Promise<string> {
      const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] })
      return (await client.send(command)).Attributes?.QueueArn ?? ''
    },
    /** How many can be received now. */
    async visible(queueUrl: string): Promise<number> {
      const AttributeNames = ['ApproximateNumberOfMessages' as const]
      const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames }))
      return Number(Attributes?.ApproximateNumberOfMessages)
    },
  }
}
