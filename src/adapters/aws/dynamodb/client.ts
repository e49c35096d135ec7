import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { NodeHttpHandler } from '@smithy/node-http-handler'

export interface DynamoClientOptions {
  /** Of DynamoDB Local or a VPC endpoint; by default the Region's. */
  readonly endpoint?: string
  readonly region?: string
}

/** Connections are kept open, as many as reads of one broadcast go out at a time; no answer is waited for without end. */
export function dynamoClient({ endpoint, region }: DynamoClientOptions = {}): DynamoDBClient {
  const kept = { keepAlive: true, maxSockets: 128 }
  return new DynamoDBClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    // Whoever calls tries again, within a budget of its own.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpAgent: new HttpAgent(kept),
      httpsAgent: new HttpsAgent(kept),
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    }),
  })
}
