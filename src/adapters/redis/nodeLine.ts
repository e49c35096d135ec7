import { setTimeout } from 'node:timers/promises'
import type { RedisClient } from './clients.js'
import type { Keys } from './keys.js'
import type { RedisConnection } from './openRedis.js'

export interface NodeLineOptions {
  readonly redis: RedisConnection
  readonly keys: Keys
  /** This node. */
  readonly endpoint: string
  readonly onMessage: (message: Buffer) => void
  /** Something that was said to this node did not arrive. */
  readonly onLost: () => void
  readonly onFault: (error: unknown) => void
  /** Silence after which the others take a node for gone. */
  readonly presenceMs: number
}

/** How often a node says that it lives. */
const beatMs = 1000

const lineEnd = 10

/**
 * What nodes say to each other, by publish and subscribe, which forgets what nobody heard. So all that a node is told is
 * numbered in the step that publishes it, and each second there is one message at least: whatever was lost, by
 * whatever cause, is noticed within a second of being heard again.
 */
export class NodeLine {
  readonly #options: NodeLineOptions
  readonly #own: ReturnType<Keys['node']>
  #subscriber: RedisClient | undefined
  #timer: NodeJS.Timeout | undefined
  #heard: number | undefined
  #lastBeat: number | undefined
  #beating = false
  /** Redis was away: others could not say either that they live, and until then their silence means nothing. */
  #blindUntil = 0

  constructor(options: NodeLineOptions) {
    this.#options = options
    this.#own = options.keys.node(options.endpoint)
  }

  /** Resolves once this node hears what it is told. */
  async open(): Promise<void> {
    await this.#subscribe()
    while (this.#heard === undefined) {
      await this.#beat()
      for (let waited = 0; waited < 500 && this.#heard === undefined; waited += 5) await setTimeout(5)
    }
    this.#timer = setInterval(() => void this.#tick(), beatMs).unref()
  }

  /** False: there is no such node. */
  async tell(endpoint: string, message: Buffer): Promise<boolean> {
    const [presence, told, channel] = this.#options.keys.node(endpoint)
    // Heard twice does no harm: clients know what they hold.
    const args = [channel, message, this.#isBlind ? 1 : 0]
    return (await this.#options.redis.run<number>('tell', [presence, told], args)) !== 0
  }

  async lives(endpoint: string): Promise<boolean> {
    const [presence] = this.#options.keys.node(endpoint)
    if (this.#isBlind) return true
    return (await this.#options.redis.call<number>('exists', presence)) === 1
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#subscriber?.disconnect()
    await this.#options.redis.call('del', this.#own[0]).catch(() => {})
  }

  get #isBlind(): boolean {
    return performance.now() < this.#blindUntil
  }

  #blind(): void {
    this.#blindUntil = performance.now() + this.#options.presenceMs
  }

  async #subscribe(): Promise<void> {
    this.#subscriber?.disconnect()
    const subscriber = this.#options.redis.open()
    this.#subscriber = subscriber
    subscriber.on('messageBuffer', (_channel: Buffer, message: Buffer) => {
      if (this.#subscriber === subscriber) this.#hear(message)
    })
    const channel = this.#own[2]
    // Also when the connection comes back. Where that fails, the next beat is not heard.
    subscriber.on('ready', () => void subscriber.subscribe(channel).catch(this.#options.onFault))
    await subscriber.subscribe(channel)
  }

  #hear(message: Buffer): void {
    const end = message.indexOf(lineEnd)
    const number = Number(message.toString('latin1', 0, end))
    const lost = this.#heard !== undefined && number !== this.#heard + 1
    this.#heard = number
    if (lost) this.#options.onLost()
    if (end + 1 < message.length) this.#options.onMessage(message.subarray(end + 1))
  }

  async #beat(): Promise<boolean> {
    const [presence, told, channel] = this.#own
    const [known, number] = await this.#options.redis.run<[number, number]>(
      'beat',
      [presence, told],
      [channel, this.#options.presenceMs],
    )
    this.#lastBeat = number
    return known === 1
  }

  async #tick(): Promise<void> {
    if (this.#beating) return this.#blind()
    this.#beating = true
    try {
      const before = this.#lastBeat
      const wasKnown = await this.#beat()
      // The others may have answered meanwhile that its connections are gone.
      if (!wasKnown) {
        this.#blind()
        this.#options.onLost()
      }
      // Redis took the last beat, and it did not come back in all this time: the subscription is deaf.
      if (before !== undefined && (this.#heard ?? 0) < before) await this.#subscribe()
    } catch (error) {
      this.#blind()
      this.#options.onFault(error)
    } finally {
      this.#beating = false
    }
  }
}
