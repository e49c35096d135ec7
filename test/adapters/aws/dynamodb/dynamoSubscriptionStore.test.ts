import { DynamoSubscriptionStore } from '../../../../src/adapters/aws/dynamodb/dynamoSubscriptionStore.js'
import { subscriptionStoreContract } from '../../../contracts/subscriptionStore.contract.js'
import { dynamoUnderTest } from './table.js'

const dynamo = dynamoUnderTest()

subscriptionStoreContract(
  'DynamoDB',
  async (clock) => new DynamoSubscriptionStore({ client: dynamo.client, table: await dynamo.table(), clock }),
  { crowd: 200 },
)
