import { Cluster, type CommonRedisOptions, Redis } from 'ioredis'
import { RedisFault } from './fault.js'
import type { RedisPlace } from './redisUrl.js'

export type RedisClient = Redis | Cluster

/** `once`: a command whose answer is lost with its connection fails, instead of being sent again. */
export type ClientKind = 'resends' | 'once'

/** How long a command may take in all, waiting for a connection included, in milliseconds. */
const commandTimeout = 5000

/** Pause before the n-th try to connect again, in milliseconds. The spread keeps a hundred nodes from coming at once. */
function pause(tries: number): number {
  return Math.min(1000, 50 * 2 ** Math.min(tries, 10)) * (0.5 + Math.random() / 2)
}

/** An ioredis client that never gives up, and tells of each loss of its connection once. */
export function openClient(
  place: RedisPlace,
  kind: ClientKind,
  onFault: (error: unknown) => void,
  password?: () => string,
): RedisClient {
  const client = place.cluster ? clusterOf(place, kind) : singleOf(place, kind, password)
  let told = false
  client.on('error', (error: unknown) => {
    if (!told) onFault(new RedisFault('connection', error))
    told = true
  })
  client.on('ready', () => {
    told = false
  })
  return client
}

function singleOf(place: RedisPlace, kind: ClientKind, password: (() => string) | undefined): Redis {
  const [seed] = place.seeds
  const first = password === undefined ? {} : { password: password() }
  const client = new Redis({
    ...connecting(place, kind),
    ...first,
    ...seed,
    db: place.db,
    // Whoever subscribed does so again: of what ioredis does by itself, nobody hears that it failed, and the process ends.
    autoResubscribe: false,
    retryStrategy(tries) {
      // Read when it connects: one that lapses has done so by then.
      if (password !== undefined) client.options.password = password()
      return pause(tries)
    },
  })
  return client
}

function clusterOf(place: RedisPlace, kind: ClientKind): Cluster {
  return new Cluster([...place.seeds], {
    redisOptions: connecting(place, kind),
    clusterRetryStrategy: pause,
    // Zero: what was under way when a server went is not sent again.
    retryDelayOnFailover: kind === 'once' ? 0 : 100,
    slotsRefreshTimeout: 2000,
    // Certificates are for names: they must not be looked up before the handshake.
    ...(place.tls
      ? { dnsLookup: (address: string, callback: (e: null, a: string) => void) => callback(null, address) }
      : {}),
  })
}

function connecting(place: RedisPlace, kind: ClientKind) {
  return {
    // The reply of a stream read is the same in all versions of the server.
    protocol: 2,
    commandTimeout,
    // Null: commands wait for the connection and are sent again. Zero: all fail at once when it is lost.
    maxRetriesPerRequest: kind === 'resends' ? null : 0,
    disableClientInfo: true,
    ...(place.tls ? { tls: {} } : {}),
    ...(place.user === undefined ? {} : { username: place.user }),
    ...(place.password === undefined ? {} : { password: place.password }),
  } satisfies CommonRedisOptions & { tls?: object }
}
