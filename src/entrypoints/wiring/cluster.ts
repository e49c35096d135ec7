import { setTimeout } from 'node:timers/promises'
import { ContainerModule } from 'inversify'
import type { SocketOutbox } from '../../adapters/node/socketOutbox.js'
import { openRedis } from '../../adapters/redis/openRedis.js'
import { RedisBackend } from '../../adapters/redis/redisBackend.js'
import { RedisBus } from '../../adapters/redis/redisBus.js'
import { RedisDeadLetters } from '../../adapters/redis/redisDeadLetters.js'
import { RedisOutbox } from '../../adapters/redis/redisOutbox.js'
import { CatchUp } from '../../application/session/catchUp.js'
import type { Session } from '../../application/session/session.js'
import type { Backend } from '../../ports/backend.js'
import type { Address } from '../../ports/connection.js'
import type { Backends } from '../config/backends.js'
import { indexBackend, openSearch } from './openSearch.js'
import type { Resources } from './resources.js'
import { storePlace, subscriptions } from './subscriptions.js'
import * as t from './tokens.js'
import { token } from './tokens.js'

type Redis = ReturnType<typeof openRedis>
const redis = token<Redis>('busRedis')
const place = token<{ readonly connection: Redis; readonly backend: Backend }>('busPlace')
const bus = token<RedisBus>('redisBus')
const outbox = token<RedisOutbox>('redisOutbox')

type ClusterBackends = Extract<Backends, { readonly kind: 'cluster' }>

/** Connections that are told to catch up at a time, after what was posted to this node may have been lost. */
const toldAtOnce = 50

const prepareEveryMs = 3_600_000

/** A node among others: documents in OpenSearch, subscriptions in a store, queues and posts between nodes in Redis. */
export async function cluster({ bus: address, index, store }: ClusterBackends): Promise<readonly ContainerModule[]> {
  const { replicas, region } = index
  return [await subscriptions(store), openSearch(index, { replicas }, region), queues(address)]
}

function queues({ kind, ...address }: ClusterBackends['bus']): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(redis).toResolvedValue(
      (telemetry) => openRedis({ ...address, onFault: (fault) => telemetry.fault(kind, fault) }),
      [t.telemetry],
    )
    bind(t.deadLetters).toResolvedValue((connection) => new RedisDeadLetters({ redis: connection }), [redis])
    bind(bus).toResolvedValue(
      (connection, clock, deadLetters, telemetry, consumerName) =>
        new RedisBus({ redis: connection, clock, deadLetters, telemetry, consumerName }),
      [redis, t.clock, t.deadLetters, t.telemetry, t.endpoint],
    )
    bind(t.eventBus).toService(bus)
    bind(t.consumer).toService(bus)
    bind(outbox).toResolvedValue(
      (connection, endpoint, sockets, store, telemetry) =>
        new RedisOutbox({
          redis: connection,
          endpoint,
          local: sockets,
          telemetry,
          onUndelivered: async (undelivered) => {
            for (const { to } of undelivered) await store.disconnect(to.connectionId)
          },
        }),
      [redis, t.endpoint, t.sockets, t.subscriptionStore, t.telemetry],
    )
    bind(t.outbox).toService(outbox)
    bind(t.catchUp).toResolvedValue(
      (index, turns) => new CatchUp({ index, turns, pause: (ms) => setTimeout(ms) }),
      [t.hitIndex, t.refreshTurns],
    )
    bind(place).toResolvedValue(
      (connection, clock) => ({ connection, backend: new RedisBackend({ redis: connection, clock }) }),
      [redis, t.clock],
    )
    let preparing: NodeJS.Timeout | undefined
    bind(t.resources).toResolvedValue(
      (own, telemetry, queue, posts, sockets, session, index, documents, store): Resources => ({
        backends: { index: documents, store: store.backend, bus: own.backend },
        async prepare() {
          await store.prepare()
          await mustAnswer('store', store.backend)
          await mustAnswer('bus', own.backend)
          await index.prepare()
        },
        async join() {
          // Days end, and where the server has no policies nobody else deletes old ones.
          preparing = setInterval(() => {
            index.prepare().catch((fault) => telemetry.fault('prepare', fault))
          }, prepareEveryMs)
          preparing.unref()
          await posts.open(async () => {
            const lost = sockets.addresses()
            for (let i = 0; i < lost.length; i += toldAtOnce) {
              await Promise.all(lost.slice(i, i + toldAtOnce).map((to) => catchUp(to, session, sockets)))
            }
          })
        },
        waiting: (topic) => queue.waiting(topic),
        // What waits is in Redis: the other nodes go on with it.
        drained: async () => {},
        async close() {
          clearInterval(preparing)
          await posts.leave()
          await store.close()
          await own.connection.close()
        },
      }),
      [place, t.telemetry, bus, outbox, t.sockets, t.session, t.hitIndex, indexBackend, storePlace],
    )
  })
}

/** Where another node took it for gone meanwhile, its client has to come again. */
async function catchUp(to: Address, session: Session, sockets: SocketOutbox): Promise<void> {
  if ((await session.catchUp(to.connectionId)) === 'filed') return
  await sockets.close(to, 4408, { type: 'goodbye', reason: 'expired', reconnectAfterMs: 0 })
}

/** Who is silent at the start is more likely misspelt than slow. */
async function mustAnswer(role: string, backend: Backend): Promise<void> {
  const { detail, ok } = await backend.health()
  if (!ok) throw new Error(`the ${role} is not ready: ${detail}`)
}
