import { randomUUID } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb'
import { Backoff, type BackoffOptions, tried } from './backoff.js'
import { DynamoFault, unmet } from './faults.js'
import type { Key } from './keys.js'

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number]
type Input<T> = Omit<T, 'TableName'>
/** An action of a transaction, without the table's name. */
export type TableAction = { [K in keyof Action]: Input<NonNullable<Action[K]>> }

const batchGetKeys = 100
const batchWriteKeys = 25

export interface Page<T> {
  readonly rows: readonly T[]
  readonly next: Key | undefined
}

/** One table: reads are consistent, and what came at a bad moment is tried again within a budget. There is no scan here. */
export class RowTable {
  readonly #client: DynamoDBDocumentClient
  readonly #name: string
  readonly #backoff: BackoffOptions

  constructor(client: DynamoDBClient, name: string, backoff: BackoffOptions) {
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
    this.#name = name
    this.#backoff = backoff
  }

  backoff(): Backoff {
    return new Backoff(this.#backoff)
  }

  /** The rows of these keys, in their order; undefined where there is none. Keys are distinct. */
  async get<T extends Key>(keys: readonly Key[]): Promise<(T | undefined)[]> {
    const chunks = chunksOf(keys, batchGetKeys)
    const found = new Map<string, T>()
    await Promise.all(
      chunks.map(async (chunk) => {
        for (const row of await this.#batchGet<T>(chunk)) found.set(nameOf(row), row)
      }),
    )
    return keys.map((key) => found.get(nameOf(key)))
  }

  /** Rows of a partition from a sort key on, and up to and with another: one page, as much as a megabyte. */
  async page<T>(pk: string, from: string, to: string, after?: Key): Promise<Page<T>> {
    const input = {
      TableName: this.#name,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      ...(after === undefined ? {} : { ExclusiveStartKey: after }),
    }
    const { Items = [], LastEvaluatedKey } = await this.#tried(() => this.#client.send(new QueryCommand(input)))
    return { rows: Items as T[], next: LastEvaluatedKey as Key | undefined }
  }

  /** All of them. */
  async all<T>(pk: string, from: string, to: string): Promise<T[]> {
    const rows: T[] = []
    let next: Key | undefined
    do {
      const page: Page<T> = await this.page(pk, from, to, next)
      for (const row of page.rows) rows.push(row)
      next = page.next
    } while (next !== undefined)
    return rows
  }

  /** False where its condition was not met. */
  async put(input: Input<PutCommandInput>): Promise<boolean> {
    const put = () => this.#client.send(new PutCommand({ ...input, TableName: this.#name }))
    return (await this.#met(put)) !== undefined
  }

  /** Undefined where its condition was not met. */
  async update(input: Input<UpdateCommandInput>): Promise<UpdateCommandOutput | undefined> {
    return this.#met(() => this.#client.send(new UpdateCommand({ ...input, TableName: this.#name })))
  }

  /** All of the actions or none. Answers which of their conditions were not met, if any; carried out once, however often sent. */
  async transact(actions: readonly TableAction[]): Promise<readonly boolean[] | 'done'> {
    const named = actions.map((action) =>
      Object.fromEntries(Object.entries(action).map(([kind, input]) => [kind, { ...input, TableName: this.#name }])),
    )
    const input = { TransactItems: named as Action[], ClientRequestToken: randomUUID() }
    try {
      await this.#tried(() => this.#client.send(new TransactWriteCommand(input)))
      return 'done'
    } catch (error) {
      const found = unmet(error)
      if (found === undefined) throw error
      return found
    }
  }

  async delete(keys: readonly Key[]): Promise<void> {
    for (const chunk of chunksOf(keys, batchWriteKeys)) {
      let left: readonly Key[] = chunk
      const backoff = this.backoff()
      for (;;) {
        const requests = left.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }))
        const { UnprocessedItems } = await this.#tried(() =>
          this.#client.send(new BatchWriteCommand({ RequestItems: { [this.#name]: requests } })),
        )
        left = (UnprocessedItems?.[this.#name] ?? []).map((request) => request.DeleteRequest?.Key as Key)
        if (left.length === 0) break
        await backoff.again(new DynamoFault('it leaves rows of a batch undeleted'))
      }
    }
  }

  async #batchGet<T>(keys: readonly Key[]): Promise<T[]> {
    const found: T[] = []
    let left: readonly Key[] = keys
    const backoff = this.backoff()
    for (;;) {
      const asked = { Keys: left.map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: true }
      const { Responses, UnprocessedKeys } = await this.#tried(() =>
        this.#client.send(new BatchGetCommand({ RequestItems: { [this.#name]: asked } })),
      )
      for (const row of Responses?.[this.#name] ?? []) found.push(row as T)
      left = (UnprocessedKeys?.[this.#name]?.Keys ?? []) as Key[]
      if (left.length === 0) return found
      await backoff.again(new DynamoFault('it leaves rows of a batch unread'))
    }
  }

  async #met<T>(send: () => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#tried(send)
    } catch (error) {
      if (unmet(error) !== undefined) return undefined
      throw error
    }
  }

  #tried<T>(send: () => Promise<T>): Promise<T> {
    return tried(send, this.#backoff)
  }
}

function nameOf({ pk, sk }: Key): string {
  return `${pk} ${sk}`
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let i = 0; i < items.length; i += size) chunks.push(items.slice(i, i + size))
  return chunks
}
