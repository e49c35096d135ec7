import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { tried } from './backoff.js'

/** The attribute by which DynamoDB deletes lapsed rows: epoch seconds. It is late by up to days, so readers filter by `until`. */
export const timeToLive = 'expiresAt'

/** The one table of subscriptions: rows of all kinds, told apart by their keys; no index, paid by request. */
export function subscriptionTable(name: string): CreateTableCommandInput {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  }
}

/** Makes the table where it is missing, waits until it can be used, and turns its time to live on. Idempotent. */
export async function prepareTable(client: DynamoDBClient, name: string): Promise<void> {
  if (!(await tried(() => isThere(client, name)))) {
    try {
      await tried(() => client.send(new CreateTableCommand(subscriptionTable(name))))
    } catch (error) {
      // Another process was faster.
      if (!(error instanceof ResourceInUseException)) throw error
    }
  }
  await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 5 }, { TableName: name })
  try {
    if (await tried(() => expires(client, name))) return
    const specification = { AttributeName: timeToLive, Enabled: true }
    const turnOn = new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: specification })
    await tried(() => client.send(turnOn))
  } catch (error) {
    // Turned on by another process meanwhile, or not ours to turn on: health tells which.
    if (!(error instanceof Error && bearable.has(error.name))) throw error
  }
}

const bearable: ReadonlySet<string> = new Set(['AccessDeniedException', 'ValidationException'])

/** Asked first: whoever runs on a table that was made for them may not be allowed to make one. */
async function isThere(client: DynamoDBClient, name: string): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName: name }))
    return true
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false
    throw error
  }
}

/** Whether lapsed rows of the table are deleted. */
export async function expires(client: DynamoDBClient, name: string, abortSignal?: AbortSignal): Promise<boolean> {
  const { TimeToLiveDescription: told } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: name }),
    abortSignal === undefined ? {} : { abortSignal },
  )
  return (
    told?.AttributeName === timeToLive && (told.TimeToLiveStatus === 'ENABLED' || told.TimeToLiveStatus === 'ENABLING')
  )
}
