import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { QueryId, Subscription } from '../../../domain/query/query.js'
import { identityText } from '../../../domain/rights/identity.js'
import type { Channel } from '../../../domain/routing/channel.js'
import type { Clock } from '../../../ports/clock.js'
import type { Connection, Subscriber } from '../../../ports/connection.js'
import type {
  ChannelQueries,
  Renewed,
  Renewal as Renewing,
  Stamp,
  Subscribed,
  SubscribeLimits,
  SubscriptionStore,
} from '../../../ports/subscriptionStore.js'
import { type BackoffOptions, defaultBackoff } from './backoff.js'
import { ChannelReader } from './channelReader.js'
import { DynamoFault } from './faults.js'
import { connectionKey, queryKey, subscriberKey, subscriptionKey, subscriptionPrefix } from './keys.js'
import { Lanes } from './lanes.js'
import { QueryFiles, type QueryRow } from './queryFiles.js'
import { ownRows, Renewal } from './renewal.js'
import {
  type ConnectionRow,
  connectionOf,
  connectionRow,
  type SubscriptionRow,
  subscriberRow,
  subscriptionOf,
  subscriptionRow,
} from './rows.js'
import { RowTable, type TableAction } from './rowTable.js'
import { subscriberPages } from './subscriberPages.js'

export interface DynamoSubscriptionStoreOptions {
  readonly client: DynamoDBClient
  readonly table: string
  readonly clock: Clock
  /** How throttled calls and those that collided are tried again. */
  readonly backoff?: BackoffOptions
}

/**
 * Who is connected and what they look at, in one table of DynamoDB, by consistent reads of single rows and partitions.
 * A query is filed before its subscriber is, and outlives it, so the two need no transaction with each other: all
 * viewers of one query write rows of their own only. A partition takes a thousand write units a second and a subscriber
 * is two: 500 subscribes a second on one query, as many as an account may have connect, and more once DynamoDB has split
 * the partition, which it does by connection. So these rows are in one place; only the numbers of `all` are in several.
 */
export class DynamoSubscriptionStore implements SubscriptionStore {
  readonly #table: RowTable
  readonly #clock: Clock
  readonly #files: QueryFiles
  readonly #channels: ChannelReader
  readonly #renewal: Renewal
  /** A client asks for all of its views at once, and each changes the connection's row. */
  readonly #lanes = new Lanes()

  constructor({ client, table, clock, backoff = defaultBackoff }: DynamoSubscriptionStoreOptions) {
    this.#table = new RowTable(client, table, backoff)
    this.#clock = clock
    this.#files = new QueryFiles(this.#table, clock)
    this.#channels = new ChannelReader(this.#table, clock)
    this.#renewal = new Renewal(this.#table, this.#files, clock)
  }

  async connect(connection: Connection): Promise<void> {
    const row = { Item: connectionRow(connection) }
    if (await this.#table.put({ ...row, ConditionExpression: 'attribute_not_exists(pk)' })) return
    await this.disconnect(connection.connectionId)
    await this.#table.put(row)
  }

  async connection(connectionId: string): Promise<Connection | undefined> {
    const [row] = await this.#table.get<ConnectionRow>([connectionKey(connectionId)])
    return row === undefined || row.until <= this.#clock.now() ? undefined : connectionOf(row)
  }

  async renew(connectionId: string, renewal: Renewing): Promise<Renewed> {
    return this.#renewal.renew(connectionId, renewal)
  }

  async subscribe(connectionId: string, subscription: Subscription, limits: SubscribeLimits): Promise<Subscribed> {
    return this.#lanes.run([connectionId], () => this.#subscribe(connectionId, subscription, limits))
  }

  async #subscribe(
    connectionId: string,
    subscription: Subscription,
    { max, expiresAt, identity }: SubscribeLimits,
  ): Promise<Subscribed> {
    const { queryId } = subscription.query
    const by = identity === undefined ? undefined : identityText(identity)
    const keys = [connectionKey(connectionId), subscriptionKey(connectionId, queryId), queryKey(queryId)]
    const backoff = this.#table.backoff()
    for (;;) {
      const rows = await this.#table.get(keys)
      const [connection, held, query] = rows as [ConnectionRow?, SubscriptionRow?, QueryRow?]
      if (connection === undefined || connection.until <= this.#clock.now()) return 'gone'
      if (by !== undefined && connection.identity !== by) return 'changed'
      if (held === undefined && connection.subscriptions >= max) return 'full'
      // Never before the connection's own, whose lease tells whether its subscriptions are whole.
      const until = Math.max(expiresAt, connection.until)
      await this.#files.keep(subscription.query, until, query)
      const actions = subscribing(connection, held, subscriptionRow(connectionId, subscription, until), max)
      if ((await this.#table.transact(actions)) === 'done') return 'ok'
      await backoff.again(new DynamoFault('the rows of a connection change all the time'))
    }
  }

  async subscriptions(connectionId: string): Promise<readonly Subscription[]> {
    const now = this.#clock.now()
    const own = await ownRows(this.#table, this.#clock, connectionId)
    return (own?.subscriptions ?? []).filter((row) => row.until > now).map(subscriptionOf)
  }

  async unsubscribe(connectionId: string, queryId: QueryId, of: string): Promise<boolean> {
    const unmet = await this.#table.transact([
      {
        Update: {
          Key: connectionKey(connectionId),
          UpdateExpression: 'ADD subscriptions :less, rev :one',
          ConditionExpression: '#until > :now',
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':less': -1, ':one': 1, ':now': this.#clock.now() },
        },
      },
      {
        Delete: {
          Key: subscriptionKey(connectionId, queryId),
          ConditionExpression: '#ref = :of',
          ExpressionAttributeNames: { '#ref': 'ref' },
          ExpressionAttributeValues: { ':of': of },
        },
      },
      { Delete: { Key: subscriberKey(queryId, connectionId) } },
    ])
    return unmet === 'done'
  }

  /** The connection's own row first: nothing can be subscribed for it after that. What a crash leaves, ends by lease. */
  async disconnect(connectionId: string): Promise<void> {
    const key = connectionKey(connectionId)
    await this.#table.delete([key])
    const rows = await this.#table.all<SubscriptionRow>(key.pk, subscriptionPrefix, `${subscriptionPrefix}~`)
    const ids = rows.map((row) => row.sk.slice(subscriptionPrefix.length))
    // Its subscribers' rows next: while its own are there, whoever disconnects it again finds those.
    await this.#table.delete(ids.map((queryId) => subscriberKey(queryId, connectionId)))
    await this.#table.delete(rows)
  }

  async queries(channel: Channel, held?: Stamp): Promise<ChannelQueries> {
    return this.#channels.read(channel, held)
  }

  subscribers(queryIds: readonly QueryId[]): AsyncIterable<readonly Subscriber[]> {
    return subscriberPages(this.#table, this.#clock, queryIds)
  }
}

/** The connection as it was read, with the rows of one subscription more, or of one anew. */
function subscribing(
  connection: ConnectionRow,
  held: SubscriptionRow | undefined,
  row: SubscriptionRow,
  max: number,
): readonly TableAction[] {
  const queryId = row.sk.slice(subscriptionPrefix.length)
  return [
    {
      Update: {
        Key: { pk: connection.pk, sk: connection.sk },
        UpdateExpression: 'ADD subscriptions :more, rev :one',
        // A lease that changed since was renewed without these rows; an identity that did has ended all but these.
        ConditionExpression: `#until = :until AND #identity = :identity${held === undefined ? ' AND subscriptions < :max' : ''}`,
        ExpressionAttributeNames: { '#until': 'until', '#identity': 'identity' },
        ExpressionAttributeValues: {
          ':identity': connection.identity,
          ':more': held === undefined ? 1 : 0,
          ':one': 1,
          ':until': connection.until,
          ...(held === undefined ? { ':max': max } : {}),
        },
      },
    },
    { Put: { Item: row, ConditionExpression: `attribute_${held === undefined ? 'not_exists' : 'exists'}(pk)` } },
    { Put: { Item: subscriberRow(connection, queryId, row.policy, row.until) } },
  ]
}
