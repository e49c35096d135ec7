import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'

export type TableRow = Readonly<Record<string, unknown>>

export async function dumpTable(client: DynamoDBClient, name: string): Promise<readonly TableRow[]> {
  const { Items = [] } = await DynamoDBDocumentClient.from(client).send(new ScanCommand({ TableName: name }))
  const key = ({ pk, sk }: TableRow) => `${pk} ${sk}`
  return Items.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** At most 25 rows. */
export async function restoreTable(client: DynamoDBClient, name: string, rows: readonly TableRow[]): Promise<void> {
  const put = rows.map((row) => ({ PutRequest: { Item: row } }))
  await DynamoDBDocumentClient.from(client).send(new BatchWriteCommand({ RequestItems: { [name]: put } }))
}
