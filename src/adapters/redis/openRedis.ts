import { type Cluster, Redis } from 'ioredis'
import { type ClientKind, openClient, type RedisClient } from './clients.js'
import { RedisFault } from './fault.js'
import { readRedisUrl } from './redisUrl.js'
import { type ScriptName, scriptOf } from './scripts.js'

export interface RedisOptions {
  readonly url: string
  /** Instead of those in the URL. */
  readonly user?: string
  /** A function: asked for each connection, as of one that lapses. Of single servers only. */
  readonly password?: string | (() => string)
  /** Is told when a connection is lost, once until it is back. */
  readonly onFault: (error: unknown) => void
}

export type Argument = string | number | Buffer

/**
 * The connections of one process to one Redis or Redis Cluster. They come back by themselves.
 * Faults are thrown as `RedisFault`, which names the command and never its arguments.
 */
export interface RedisConnection {
  /** For what does no harm when it is done twice: sent again where the answer was lost. */
  run<T>(script: ScriptName, keys: readonly string[], args: readonly Argument[]): Promise<T>
  /** For what must not be sent twice: throws where the outcome is unknown. */
  runOnce<T>(script: ScriptName, keys: readonly string[], args: readonly Argument[]): Promise<T>
  /** A plain command that may be sent again. */
  call<T>(command: string, ...args: readonly Argument[]): Promise<T>
  /** A connection of its own, for blocking reads and subscriptions; whoever opens it ends it by `disconnect()`. */
  open(): RedisClient
  /** Every server that holds keys. */
  servers(): readonly Redis[]
  close(): Promise<void>
}

/** Connects in the background: commands wait for it, at most five seconds. */
export function openRedis({ url, user, password, onFault }: RedisOptions): RedisConnection {
  const read = readRedisUrl(url)
  const fresh = typeof password === 'function' ? password : undefined
  if (fresh !== undefined && read.cluster) throw new Error('a Redis Cluster takes no passwords that lapse')
  const fixed = typeof password === 'function' ? undefined : password
  const place = { ...read, user: user ?? read.user, password: fixed ?? read.password }
  const opened = new Set<RedisClient>()
  const open = (kind: ClientKind): RedisClient => {
    const client = openClient(place, kind, onFault, fresh)
    opened.add(client)
    client.once('end', () => opened.delete(client))
    return client
  }
  const again = open('resends')
  let once: RedisClient | undefined
  return {
    run: (script, keys, args) => runOn(again, script, keys, args),
    runOnce(script, keys, args) {
      once ??= open('once')
      return runOn(once, script, keys, args)
    },
    call: (command, ...args) => calling(command, again.call(command, ...args)),
    open: () => open('once'),
    servers: () => (again instanceof Redis ? [again] : (again as Cluster).nodes('master')),
    async close() {
      for (const client of opened) client.disconnect()
      opened.clear()
    },
  }
}

async function runOn<T>(
  client: RedisClient,
  name: ScriptName,
  keys: readonly string[],
  args: readonly Argument[],
): Promise<T> {
  const { sha, text } = scriptOf(name)
  try {
    return (await client.call('evalsha', sha, keys.length, ...keys, ...args)) as T
  } catch (error) {
    // A server that started anew knows no scripts; nothing was done then.
    if (!String(error).includes('NOSCRIPT')) throw new RedisFault(name, error)
  }
  return calling(name, client.call('eval', text, keys.length, ...keys, ...args))
}

async function calling<T>(command: string, answer: Promise<unknown>): Promise<T> {
  try {
    return (await answer) as T
  } catch (error) {
    throw new RedisFault(command, error)
  }
}
