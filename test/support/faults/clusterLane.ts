import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { WebSocket } from 'ws'
import { type Client, connect, type Live } from '../../../client/src/index.js'
import { Keys } from '../../../src/adapters/redis/keys.js'
import { eventually } from '../eventually.js'
import { type RedisPart, startRedis } from '../parts/redis.js'
import { type ServeProcess, startServeProcess } from '../ways/serveProcess.js'
import { HttpProxy } from './httpProxy.js'
import { RedisProxy } from './redisProxy.js'

/** A node with a proxy on each of its ways to the backends. */
export class ProxiedNode {
  readonly redis: RedisProxy
  readonly index: HttpProxy
  readonly #more: readonly string[]
  #process: ServeProcess | undefined

  private constructor(redis: RedisProxy, index: HttpProxy, more: readonly string[]) {
    this.redis = redis
    this.index = index
    this.#more = more
  }

  static async start(redis: string, index: string, more: readonly string[] = []): Promise<ProxiedNode> {
    const node = new ProxiedNode(await RedisProxy.start(redis), await HttpProxy.start('opensearch', index), more)
    await node.restart()
    return node
  }

  async restart(): Promise<void> {
    const ways = ['--store', this.redis.url, '--index', this.index.url]
    this.#process = await startServeProcess([...ways, '--log-level', 'warn', ...this.#more], inject('command'))
    await eventually('ready', async () => (await fetch(`${this.url}/readyz`)).status === 200, 30_000)
  }

  get process(): ServeProcess {
    if (this.#process === undefined) throw new Error('it was not started')
    return this.#process
  }

  get url(): string {
    return this.process.url
  }

  get ws(): string {
    return `${this.url.replace('http', 'ws')}/ws`
  }

  async stop(): Promise<void> {
    this.redis.release()
    await this.process.kill()
    await Promise.all([this.redis.stop(), this.index.stop()])
  }
}

/** Two nodes on a Redis of their own: one that may be killed, and one that goes on, with a viewer on it. */
export class ClusterLane {
  readonly redis: RedisPart
  readonly #look: Redis
  readonly victim: ProxiedNode
  readonly other: ProxiedNode
  readonly viewer: Client

  private constructor(redis: RedisPart, victim: ProxiedNode, other: ProxiedNode) {
    this.redis = redis
    this.#look = new Redis(redis.url)
    // It comes back by itself; a test that waits for it in vain says so.
    this.#look.on('error', () => {})
    this.victim = victim
    this.other = other
    this.viewer = connect({ url: other.ws, WebSocket })
  }

  /** `index`: URL of an OpenSearch. `durable`: this Redis keeps what it answered through its own end. */
  static async start(index: string, durable = false): Promise<ClusterLane> {
    const redis = await startRedis({ durable })
    const nodes = [ProxiedNode.start(redis.url, index), ProxiedNode.start(redis.url, index)] as const
    return new ClusterLane(redis, await nodes[0], await nodes[1])
  }

  /** Accepted and not handled yet, events and deltas. */
  async waiting(): Promise<number> {
    const keys = new Keys()
    const lengths = await Promise.all([this.#look.xlen(keys.stream('events')), this.#look.xlen(keys.stream('deltas'))])
    return lengths[0] + lengths[1]
  }

  async view(channel: string): Promise<Live> {
    const live = this.viewer.live({ channel })
    await eventually('a live view', () => live.getSnapshot().state === 'live')
    return live
  }

  async stop(): Promise<void> {
    this.viewer.close()
    this.#look.disconnect()
    await Promise.all([this.victim.stop(), this.other.stop()])
    await this.redis.stop()
  }
}
