import { LambdaClient } from '@aws-sdk/client-lambda'
import { STSClient } from '@aws-sdk/client-sts'
import { dynamoClient } from '../dynamodb/client.js'
import { eventBridgeClient } from '../eventbridge/eventBridgeClient.js'
import { sqsClient } from '../sqs/sqsClient.js'
import { Account } from './account.js'

/** With the credentials of the environment, and the endpoints that it may name. */
export function openAccount(region: string): Account {
  const where = { region, maxAttempts: 2 }
  return new Account({
    sts: new STSClient(where),
    events: eventBridgeClient({ region }),
    sqs: sqsClient({ region }),
    lambda: new LambdaClient(where),
    dynamodb: dynamoClient({ region }),
  })
}
