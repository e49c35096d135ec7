import { DynamoRefreshTurns } from '../../../../src/adapters/aws/dynamodb/dynamoRefreshTurns.js'
import { refreshTurnsContract } from '../../../contracts/refreshTurns.contract.js'
import { dynamoUnderTest } from './table.js'

const dynamo = dynamoUnderTest()

refreshTurnsContract('DynamoDB', async () => {
  const table = await dynamo.table()
  const clock = { now: () => Date.now() }
  return { instance: () => new DynamoRefreshTurns({ client: dynamo.client, table, clock }) }
})
