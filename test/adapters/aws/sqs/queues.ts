import { randomUUID } from 'node:crypto'
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll } from 'vitest'
import { partUrl } from '../../../support/parts/partUrl.js'

/** What ElasticMQ takes: SQS's limit of before 2026. */
export const maxBatchBytes = 262_144

/** The server that all files share, with queues of their own for each test. */
export function sqsUnderTest(server: 'elasticMq' | 'moto' = 'elasticMq') {
  let endpoint = ''
  let client: SQSClient
  const clients: SQSClient[] = []
  const another = () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const one = new SQSClient({ endpoint, region: 'eu-central-1', credentials })
    clients.push(one)
    return one
  }
  beforeAll(async () => {
    endpoint = await partUrl(server)
    client = another()
  })
  afterAll(() => {
    for (const one of clients) one.destroy()
  })
  return {
    another,
    get client() {
      return client
    },
    /** Its URL. */
    async queue(attributes: Record<string, string> = {}): Promise<string> {
      const QueueName = `q${randomUUID()}`
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
