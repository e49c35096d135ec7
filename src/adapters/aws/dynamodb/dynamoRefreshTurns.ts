import { randomUUID } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SharedRun } from '../../../domain/sharedRun.js'
import type { Clock } from '../../../ports/clock.js'
import type { RefreshTurns, Turn } from '../../../ports/refreshTurns.js'
import { type BackoffOptions, defaultBackoff } from './backoff.js'
import { head, type Key } from './keys.js'
import { RowTable } from './rowTable.js'

/** The one row; without a lease, as it holds no one's state and turns must not begin again. */
interface TurnsRow extends Key {
  /** The latest turn that started, when, and by whom; epoch milliseconds. */
  readonly started: number
  readonly startedAt: number
  readonly starter: string
  /** The latest turn that is over. */
  readonly finished: number
  /** Which turn has a leader, and until when that one is waited for; epoch milliseconds. */
  readonly led: number
  readonly ledUntil: number
}

const key: Key = { pk: 'R#refresh', sk: head }
/** Between two starts: four a second. */
const betweenMs = 250
/** How late a leader may be before another takes its place. */
const patienceMs = 750

export interface DynamoRefreshTurnsOptions {
  readonly client: DynamoDBClient
  readonly table: string
  readonly clock: Clock
  readonly backoff?: BackoffOptions
}

/** Turns of refreshing the index, agreed on by all instances through one row: joining a turn that has a leader only reads. */
export class DynamoRefreshTurns implements RefreshTurns {
  readonly #table: RowTable
  readonly #clock: Clock
  readonly #joins = new SharedRun(() => this.#join())
  readonly #reads = new SharedRun(() => this.#read())

  constructor({ client, table, clock, backoff = defaultBackoff }: DynamoRefreshTurnsOptions) {
    this.#table = new RowTable(client, table, backoff)
    this.#clock = clock
  }

  async join(): Promise<Turn> {
    const { first, value } = await this.#joins.join()
    return first ? value : { ...value, lead: false }
  }

  async #join(): Promise<Turn> {
    const row = await this.#read()
    const now = this.#clock.now()
    const turn = (row?.started ?? 0) + 1
    // Clocks differ, but no wait may be longer than what it keeps apart.
    const waitMs = Math.min(betweenMs, Math.max(0, (row?.startedAt ?? 0) + betweenMs - now))
    if (row?.led === turn && (row.ledUntil ?? 0) > now) return { turn, lead: false, waitMs }
    const lead = await this.#table.update({
      Key: key,
      UpdateExpression: 'SET led = :turn, ledUntil = :until',
      ...asRead(row),
      ExpressionAttributeValues: {
        ':turn': turn,
        ':until': now + waitMs + patienceMs,
        ':led': row?.led,
        ':was': row?.ledUntil,
        ':started': row?.started,
      },
    })
    // Not set: another leads, or has started it since it was read here, which serves this caller as well.
    return { turn, lead: lead !== undefined, waitMs }
  }

  async start(turn: number): Promise<boolean> {
    const starter = randomUUID()
    const set = await this.#table.update({
      Key: key,
      UpdateExpression: 'SET started = :turn, startedAt = :now, starter = :me',
      ConditionExpression: turn === 1 ? 'attribute_not_exists(started)' : 'started = :before',
      ExpressionAttributeValues: {
        ':turn': turn,
        ':now': this.#clock.now(),
        ':me': starter,
        ...(turn === 1 ? {} : { ':before': turn - 1 }),
      },
    })
    if (set !== undefined) return true
    // It may have been this call, if the answer to its first attempt was lost.
    const row = await this.#read()
    return row?.started === turn && row.starter === starter
  }

  async finish(turn: number): Promise<void> {
    await this.#table.update({
      Key: key,
      UpdateExpression: 'SET finished = :turn',
      ConditionExpression: 'attribute_not_exists(finished) OR finished < :turn',
      ExpressionAttributeValues: { ':turn': turn },
    })
  }

  async finished(): Promise<number> {
    return (await this.#reads.join()).value?.finished ?? 0
  }

  async #read(): Promise<Partial<TurnsRow> | undefined> {
    return (await this.#table.get<Partial<TurnsRow> & Key>([key]))[0]
  }
}

/** A condition: no turn was started since, and none has another leader. */
function asRead(row: Partial<TurnsRow> | undefined) {
  const led = row?.led === undefined ? 'attribute_not_exists(led)' : 'led = :led AND ledUntil = :was'
  const started = row?.started === undefined ? 'attribute_not_exists(started)' : 'started = :started'
  return { ConditionExpression: `${led} AND ${started}` }
}
