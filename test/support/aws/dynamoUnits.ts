import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { type Item, itemBytes } from './dynamoItemBytes.js'

/** Capacity units, as the service bills them. */
export interface Units {
  readonly reads: number
  readonly writes: number
  readonly calls: number
}

/** A row's place: where it is looked at. */
export interface Place {
  readonly table: string
  readonly key: Item
}
interface Keyed {
  readonly TableName: string
  readonly Key?: Item
  readonly Item?: Item
}
type Action = Readonly<Record<string, Keyed>>

const readBlock = 4_096
const writeBlock = 1_024

/**
 * Counts what a document client of `client` consumes, by the rules of the service: consistent reads by four kilobytes,
 * writes by one, of the larger of the row before and after; in transactions twice that; each key of a batch rounded up
 * by itself, and one unit where there is no row. DynamoDB Local tells it for some calls only. `bare` is another client
 * of the same server, by which rows are looked at uncounted.
 */
export function countUnits(client: DynamoDBClient, bare: DynamoDBClient): { take(): Units } {
  const sizes = sizesBy(bare)
  let units = { reads: 0, writes: 0, calls: 0 }
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = String(context.commandName).replace(/Command$/, '')
      const input = args.input as unknown as Readonly<Record<string, unknown>>
      const places = writtenBy(operation, input)
      const before = await sizes(places)
      const after: number[] = []
      try {
        const result = await next(args)
        after.push(...(await sizes(places)))
        units.reads += readsOf(operation, input, result.output as unknown as Readonly<Record<string, unknown>>)
        return result
      } finally {
        units.writes += writesOf(operation, before, after)
        units.calls++
      }
    },
    // Where documents are still, and again, plain.
    { step: 'initialize', name: 'countUnits' },
  )
  return {
    take() {
      const taken = units
      units = { reads: 0, writes: 0, calls: 0 }
      return taken
    },
  }
}

function blocks(bytes: number, block: number): number {
  return Math.max(1, Math.ceil(bytes / block))
}

/** Bytes of the rows at these places, by a client whose reads are counted nowhere; 0 where there is none. */
export function sizesBy(bare: DynamoDBClient): (places: readonly Place[]) => Promise<readonly number[]> {
  const rows = DynamoDBDocumentClient.from(bare)
  return (places) =>
    Promise.all(
      places.map(async ({ table, key }) => {
        const { Item } = await rows.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))
        return Item === undefined ? 0 : itemBytes(Item)
      }),
    )
}

/** Write units of one call, by the sizes of its rows before and after: one whose condition was not met is billed as well. */
export function writesOf(operation: string, before: readonly number[], after: readonly number[]): number {
  const each = before.map((size, i) => blocks(Math.max(size, after[i] ?? 0), writeBlock))
  return each.reduce((sum, n) => sum + n, 0) * (operation === 'TransactWriteItems' ? 2 : 1)
}

const writesOne = ['PutItem', 'UpdateItem', 'DeleteItem']

/** The rows that a call writes. */
export function writtenBy(operation: string, input: Readonly<Record<string, unknown>>): readonly Place[] {
  if (writesOne.includes(operation)) return [placeOf(input as unknown as Keyed)]
  if (operation === 'TransactWriteItems') {
    return (input['TransactItems'] as readonly Action[]).map((action) => placeOf(Object.values(action)[0] as Keyed))
  }
  if (operation !== 'BatchWriteItem') return []
  const requests = Object.entries(input['RequestItems'] as Record<string, readonly Readonly<Record<string, Keyed>>[]>)
  return requests.flatMap(([table, asked]) =>
    asked.map((request) => placeOf({ ...(Object.values(request)[0] as Keyed), TableName: table })),
  )
}

function placeOf({ TableName, Key, Item }: Keyed): Place {
  const { pk, sk } = (Key ?? Item) as Item
  return { table: TableName, key: { pk, sk } }
}

/** Read units of one call; of `GetItem` as of a batch of one. */
export function readsOf(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  output: Readonly<Record<string, unknown>>,
): number {
  if (operation === 'Query' || operation === 'Scan') {
    const items = (output['Items'] ?? []) as readonly Item[]
    const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0)
    return blocks(bytes, readBlock) * (input['ConsistentRead'] === true ? 1 : 0.5)
  }
  if (operation === 'GetItem')
    return blocks(output['Item'] === undefined ? 0 : itemBytes(output['Item'] as Item), readBlock)
  if (operation !== 'BatchGetItem') return 0
  const asked = Object.values(input['RequestItems'] as Record<string, { readonly Keys: readonly Item[] }>)
  const found = Object.values(output['Responses'] as Record<string, readonly Item[]>).flat()
  const missing = asked.reduce((n, { Keys }) => n + Keys.length, 0) - found.length
  return found.reduce((sum, item) => sum + blocks(itemBytes(item), readBlock), missing)
}
