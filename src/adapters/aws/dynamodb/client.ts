import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { keptAlive } from '../keptAlive.js'

export interface DynamoClientOptions {
  /** Of DynamoDB Local or a VPC endpoint; by default the Region's. */
  readonly endpoint?: string
  readonly region?: string
}

export function dynamoClient({ endpoint, region }: DynamoClientOptions = {}): DynamoDBClient {
  return new DynamoDBClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    // Whoever calls tries again, within a budget of its own.
    maxAttempts: 1,
    // As many connections as reads of one broadcast go out at a time.
    requestHandler: keptAlive(128, 3_000),
  })
}
