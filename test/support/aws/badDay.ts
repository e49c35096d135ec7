import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb'
import type { Fault } from './dynamoCalls.js'

const $metadata = {}
const batched = ['BatchGetItem', 'BatchWriteItem']

/**
 * What DynamoDB does on a bad day, by chance: throttles, collides, fails, leaves half a batch, and loses the answer to
 * what it has done. `dice` answers numbers from 0 to 1.
 */
export function badDay(dice: () => number): Fault {
  return async ({ operation, input }, send) => {
    const throw_ = (error: Error): never => {
      throw error
    }
    const roll = dice()
    if (roll < 0.05) return throw_(new ThrottlingException({ $metadata, message: 'planted' }))
    if (roll < 0.1) return throw_(new ProvisionedThroughputExceededException({ $metadata, message: 'planted' }))
    if (roll < 0.15) return throw_(new InternalServerError({ $metadata, message: 'planted' }))
    if (roll < 0.25 && operation === 'TransactWriteItems') return throw_(canceled(input, dice))
    if (roll < 0.2 && operation === 'PutItem') {
      return throw_(new TransactionConflictException({ $metadata, message: 'planted' }))
    }
    if (roll < 0.4 && batched.includes(operation)) return halved(input, send)
    const done = await send()
    if (roll > 0.9) throw Object.assign(new Error('planted: the answer was lost'), { code: 'ECONNRESET' })
    return done
  }
}

function canceled(input: Readonly<Record<string, unknown>>, dice: () => number): Error {
  const actions = input['TransactItems'] as readonly unknown[]
  const Code = dice() < 0.5 ? 'TransactionConflict' : 'ThrottlingError'
  const at = Math.floor(dice() * actions.length)
  const CancellationReasons = actions.map((_, i) => ({ Code: i === at ? Code : 'None' }))
  return new TransactionCanceledException({ $metadata, message: 'planted', CancellationReasons })
}

interface Row {
  readonly pk: { readonly S: string }
  readonly sk: { readonly S: string }
}
type Requests = Record<string, { DeleteRequest: { Key: Row } }[] | { Keys: Row[] }>

/** Sends all, since the request is written already, and says of the second half that it was not looked at. */
async function halved(input: Readonly<Record<string, unknown>>, send: () => ReturnType<Fault>): ReturnType<Fault> {
  const [[table, asked] = [], ...others] = Object.entries(input['RequestItems'] as Requests)
  if (table === undefined || asked === undefined || others.length > 0) throw new Error('one table is expected')
  const { output, response } = await send()
  if (Array.isArray(asked)) {
    const left = half(asked).map(({ DeleteRequest: { Key } }) => ({ DeleteRequest: { Key: plain(Key) } }))
    return { output: { ...(output as object), UnprocessedItems: { [table]: left } }, response }
  }
  const left = half(asked.Keys).map(plain)
  const { Responses = {} } = output as { Responses?: Record<string, PlainRow[]> }
  const rows = (Responses[table] ?? []).filter((row) => !left.some(({ pk, sk }) => row.pk === pk && row.sk === sk))
  const UnprocessedKeys = left.length === 0 ? {} : { [table]: { ...asked, Keys: left } }
  return { output: { ...(output as object), Responses: { [table]: rows }, UnprocessedKeys }, response }
}

function half<T>(items: readonly T[]): T[] {
  return items.slice(Math.ceil(items.length / 2))
}

interface PlainRow {
  readonly pk: string
  readonly sk: string
}

/** Requests are seen as they go out, answers as they were read. */
function plain({ pk, sk }: Row): PlainRow {
  return { pk: pk.S, sk: sk.S }
}
