import { randomUUID } from 'node:crypto'
import { CreateTableCommand, type DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll } from 'vitest'
import { dynamoClient } from '../../../../src/adapters/aws/dynamodb/client.js'
import { subscriptionTable } from '../../../../src/adapters/aws/dynamodb/table.js'
import { eventually } from '../../../support/eventually.js'
import { partUrl } from '../../../support/parts/partUrl.js'

export interface DynamoUnderTest {
  readonly client: DynamoDBClient
  /** Another client of the same server, whose calls are seen by nobody. */
  another(): DynamoDBClient
  /** Name of a new table. Its time to live is off: a test's own clock may be behind the server's, which would delete its rows. */
  table(): Promise<string>
}

/** The server that all files share. */
export function dynamoUnderTest(): DynamoUnderTest {
  let endpoint = ''
  const clients: DynamoDBClient[] = []
  beforeAll(async () => {
    // DynamoDB Local wants some, and any do.
    process.env['AWS_ACCESS_KEY_ID'] ??= 'local'
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local'
    endpoint = await partUrl('dynamoDb')
  })
  afterAll(() => {
    for (const client of clients) client.destroy()
  })
  const another = () => {
    const client = dynamoClient({ endpoint, region: 'eu-central-1' })
    clients.push(client)
    return client
  }
  let shared: DynamoDBClient | undefined
  return {
    get client() {
      shared ??= another()
      return shared
    },
    another,
    async table() {
      const name = `t${randomUUID()}`
      const made = new CreateTableCommand(subscriptionTable(name))
      // The first takes a server that has just started a while, more so where others are busy.
      await eventually('a table is made', () => this.client.send(made).then(() => true, isMade), 60_000)
      return name
    },
  }
}

function isMade(error: unknown): boolean {
  return error instanceof ResourceInUseException
}
