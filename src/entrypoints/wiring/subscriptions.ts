import { ContainerModule } from 'inversify'
import type { Backend } from '../../ports/backend.js'
import type { Backends, RedisAddress } from '../config/backends.js'
import * as t from './tokens.js'

/** Where subscriptions are; `password`: asked for each connection, where it lapses. */
export type StoreAddress =
  | Exclude<Extract<Backends, { readonly kind: 'cluster' }>['store'], RedisAddress>
  | (Omit<RedisAddress, 'password'> & { readonly password?: string | (() => string) })

/** The store as something outside this process. */
export interface StorePlace {
  readonly backend: Backend
  /** Makes what is missing, where this is the store's affair. */
  prepare(): Promise<void>
  close(): Promise<void>
}
export const storePlace = t.token<StorePlace>('storePlace')

/** Subscriptions, and the turns in which processes refresh the index. Only what is configured is loaded. */
export async function subscriptions(address: StoreAddress): Promise<ContainerModule> {
  return address.kind === 'dynamodb' ? onDynamo(address.table) : onRedis(address)
}

async function onDynamo(table: string): Promise<ContainerModule> {
  const { dynamoClient } = await import('../../adapters/aws/dynamodb/client.js')
  const { DynamoBackend } = await import('../../adapters/aws/dynamodb/dynamoBackend.js')
  const { DynamoRefreshTurns } = await import('../../adapters/aws/dynamodb/dynamoRefreshTurns.js')
  const { DynamoSubscriptionStore } = await import('../../adapters/aws/dynamodb/dynamoSubscriptionStore.js')
  const { prepareTable } = await import('../../adapters/aws/dynamodb/table.js')
  const client = dynamoClient()
  return new ContainerModule(({ bind }) => {
    bind(t.subscriptionStore).toResolvedValue(
      (clock) => new DynamoSubscriptionStore({ client, table, clock }),
      [t.clock],
    )
    bind(t.refreshTurns).toResolvedValue((clock) => new DynamoRefreshTurns({ client, table, clock }), [t.clock])
    bind(storePlace).toResolvedValue(
      (clock): StorePlace => ({
        backend: new DynamoBackend({ client, table, clock }),
        prepare: () => prepareTable(client, table),
        close: async () => client.destroy(),
      }),
      [t.clock],
    )
  })
}

async function onRedis({
  kind,
  ...address
}: Extract<StoreAddress, { readonly kind: 'redis' }>): Promise<ContainerModule> {
  const { openRedis } = await import('../../adapters/redis/openRedis.js')
  const { RedisBackend } = await import('../../adapters/redis/redisBackend.js')
  const { RedisRefreshTurns } = await import('../../adapters/redis/redisRefreshTurns.js')
  const { RedisSubscriptionStore } = await import('../../adapters/redis/redisSubscriptionStore.js')
  const connection = t.token<ReturnType<typeof openRedis>>('storeRedis')
  return new ContainerModule(({ bind }) => {
    bind(connection).toResolvedValue(
      (telemetry) => openRedis({ ...address, onFault: (fault) => telemetry.fault(kind, fault) }),
      [t.telemetry],
    )
    bind(t.subscriptionStore).toResolvedValue(
      (redis, clock) => new RedisSubscriptionStore({ redis, clock }),
      [connection, t.clock],
    )
    bind(t.refreshTurns).toResolvedValue((redis) => new RedisRefreshTurns({ redis }), [connection])
    bind(storePlace).toResolvedValue(
      (redis, clock): StorePlace => ({
        backend: new RedisBackend({ redis, clock }),
        prepare: async () => {},
        close: () => redis.close(),
      }),
      [connection, t.clock],
    )
  })
}
