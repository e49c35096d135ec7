import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** Puts rows as fast as the server takes them. */
export async function fillTable(client: DynamoDBClient, table: string, rows: readonly object[]): Promise<void> {
  const documents = DynamoDBDocumentClient.from(client)
  const chunks = Array.from({ length: Math.ceil(rows.length / 25) }, (_, i) => rows.slice(i * 25, i * 25 + 25))
  const put = async () => {
    for (let chunk = chunks.pop(); chunk !== undefined; chunk = chunks.pop()) {
      const requests = chunk.map((Item) => ({ PutRequest: { Item: { ...Item } } }))
      await documents.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }))
    }
  }
  await Promise.all([put(), put(), put(), put()])
}
