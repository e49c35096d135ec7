import { SQSClient } from '@aws-sdk/client-sqs'
import type { AwsEndpoint } from '../eventbridge/eventBridgeClient.js'
import { keptAlive } from '../keptAlive.js'

export function sqsClient(where: AwsEndpoint = {}): SQSClient {
  // Longer than any long poll.
  return new SQSClient({ ...where, maxAttempts: 3, requestHandler: keptAlive(16, 25_000) })
}
