import type { QueryId } from '../../../domain/query/query.js'
import { identityText } from '../../../domain/rights/identity.js'
import type { Clock } from '../../../ports/clock.js'
import type { Renewed, Renewal as Renewing } from '../../../ports/subscriptionStore.js'
import { DynamoFault } from './faults.js'
import { connectionKey, head, queryKey, subscriberKey, subscriptionPrefix } from './keys.js'
import type { QueryFiles, QueryRow } from './queryFiles.js'
import {
  type ConnectionRow,
  lease,
  type SubscriberRow,
  type SubscriptionRow,
  subscriberRow,
  subscriptionOf,
} from './rows.js'
import type { RowTable } from './rowTable.js'

/** Subscriptions of a connection whose rows are renewed at the same time. */
const atATime = 16

/** A connection's own rows, as one read found them. */
export interface OwnRows {
  readonly connection: ConnectionRow
  readonly subscriptions: readonly SubscriptionRow[]
}

/** Undefined where there is no such connection, or its lease is over. */
export async function ownRows(table: RowTable, clock: Clock, connectionId: string): Promise<OwnRows | undefined> {
  const now = clock.now()
  const rows = await table.all<ConnectionRow | SubscriptionRow>(connectionKey(connectionId).pk, head, last)
  const connection = rows[0] as ConnectionRow | undefined
  if (connection?.sk !== head || connection.until <= now) return undefined
  return { connection, subscriptions: rows.slice(1) as SubscriptionRow[] }
}

const last = `${subscriptionPrefix}~`

/** Gives all rows of a connection a new end, and puts back what is missing of them. */
export class Renewal {
  readonly #table: RowTable
  readonly #files: QueryFiles
  readonly #clock: Clock

  constructor(table: RowTable, files: QueryFiles, clock: Clock) {
    this.#table = table
    this.#files = files
    this.#clock = clock
  }

  async renew(connectionId: string, { identity, expiresAt, instead }: Renewing): Promise<Renewed> {
    const restored = new Set<QueryId>()
    const backoff = this.#table.backoff()
    for (;;) {
      const own = await ownRows(this.#table, this.#clock, connectionId)
      if (own === undefined) return 'gone'
      if (instead !== undefined && own.connection.identity !== identityText(instead)) return 'changed'
      if (identity === undefined && isSmall(expiresAt - own.connection.until, expiresAt - this.#clock.now())) break
      await this.#subscriptions(own, expiresAt, restored)
      // Last, so that no subscription ends before its connection; again, if one came or went meanwhile.
      const { connection, subscriptions } = own
      const set = { ...lease(expiresAt), subscriptions: subscriptions.length, rev: connection.rev + 1 }
      const item = { ...connection, ...set, ...(identity === undefined ? {} : { identity: identityText(identity) }) }
      const condition = { ConditionExpression: 'rev = :rev', ExpressionAttributeValues: { ':rev': connection.rev } }
      if (await this.#table.put({ Item: item, ...condition })) break
      await backoff.again(new DynamoFault('the subscriptions of a connection change all the time'))
    }
    return { restored: [...restored] }
  }

  async #subscriptions({ connection, subscriptions }: OwnRows, until: number, restored: Set<QueryId>): Promise<void> {
    const queries = await this.#table.get<QueryRow>(subscriptions.map((row) => queryKey(idOf(row))))
    for (let i = 0; i < subscriptions.length; i += atATime) {
      await Promise.all(
        subscriptions.slice(i, i + atATime).map(async (row, j) => {
          if (await this.#subscription(connection, row, queries[i + j], until)) restored.add(idOf(row))
        }),
      )
    }
  }

  /** True where events may have passed it. */
  async #subscription(
    connection: ConnectionRow,
    row: SubscriptionRow,
    filed: QueryRow | undefined,
    until: number,
  ): Promise<boolean> {
    const kept = await this.#files.keep(subscriptionOf(row).query, until, filed)
    const { until: end, expiresAt } = lease(until)
    const same = { ConditionExpression: '#ref = :ref', ExpressionAttributeNames: { '#ref': 'ref' } }
    const key = { pk: row.pk, sk: row.sk }
    const own = await this.#table.update({
      Key: key,
      UpdateExpression: 'SET #until = :end, expiresAt = :seconds',
      ConditionExpression: same.ConditionExpression,
      ExpressionAttributeNames: { ...same.ExpressionAttributeNames, '#until': 'until' },
      ExpressionAttributeValues: { ':ref': row.ref, ':end': end, ':seconds': expiresAt },
    })
    // Ended or replaced meanwhile: the connection's number has changed with it, so all is looked at again.
    if (own === undefined) return false
    const subscriber = await this.#table.update({
      Key: subscriberKey(idOf(row), connectionIdOf(connection)),
      UpdateExpression: 'SET u = :end, expiresAt = :seconds',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':end': end, ':seconds': expiresAt },
      ReturnValues: 'UPDATED_OLD',
    })
    if (subscriber !== undefined) {
      const before = subscriber.Attributes as Pick<SubscriberRow, 'u'> | undefined
      return kept === 'lapsed' || (before?.u ?? 0) <= this.#clock.now()
    }
    const back = { Item: subscriberRow(connection, idOf(row), row.policy, until) }
    const check = { Key: key, ...same, ExpressionAttributeValues: { ':ref': row.ref } }
    return (await this.#table.transact([{ ConditionCheck: check }, { Put: back }])) === 'done'
  }
}

/** A sign of life comes every few seconds, and a renewal writes every row: nothing is written for less than a tenth more. */
function isSmall(gain: number, left: number): boolean {
  return gain >= 0 && gain < left / 10
}

function idOf(row: SubscriptionRow): QueryId {
  return row.sk.slice(subscriptionPrefix.length)
}

function connectionIdOf(connection: ConnectionRow): string {
  return connection.pk.slice(2)
}
