import type { RedisClient } from './clients.js'
import { RedisFault } from './fault.js'
import type { RedisConnection } from './openRedis.js'

/** One entry as it is handed out. */
export interface Entry {
  readonly id: string
  readonly text: string
  /** How often it was handed out, this time included. */
  readonly deliveries: number
  /** It was handed out before it was published. */
  readonly again: boolean
}

/** One entry that was handed out and not settled. */
export interface Held {
  readonly id: string
  readonly deliveries: number
}

/** All consumers of a topic share it: each entry goes to one of them. */
const group = 'handlers'

/** Silence after which a consumer is taken for dead. It says every second that it lives. */
const deadAfterMs = 2500

/** Entries taken from the dead, and listed, in one step. */
const takenAtOnce = 500
const pendingAtOnce = 1000

type PendingRow = readonly [id: string, consumer: string, idleMs: number, deliveries: number]

export interface StreamGroupOptions {
  readonly redis: RedisConnection
  readonly stream: string
  /** Key of those who live. */
  readonly alive: string
  readonly consumer: string
}

/** One consumer's part of a stream: what it reads, holds, and ends. */
export class StreamGroup {
  readonly #options: StreamGroupOptions
  // Its own: a blocking read holds up all that comes after it on its connection.
  readonly #reader: RedisClient

  constructor(options: StreamGroupOptions) {
    this.#options = options
    this.#reader = options.redis.open()
  }

  /** Makes stream and group where they are not. From its beginning: what was published before is not lost. */
  async prepare(): Promise<void> {
    try {
      await this.#options.redis.call('xgroup', 'CREATE', this.#options.stream, group, '0', 'MKSTREAM')
    } catch (error) {
      if (!String(error).includes('BUSYGROUP')) throw error
    }
  }

  /** New entries, at most `max`. Waits for the first, at most `blockMs`; 0: does not wait. */
  async read(max: number, blockMs: number): Promise<Entry[]> {
    const { consumer, stream } = this.#options
    const blocking = blockMs > 0 ? ['BLOCK', Math.ceil(blockMs)] : []
    const what = ['COUNT', max, ...blocking, 'STREAMS', stream, '>']
    let answer: [string, [string, string[]][]][] | null
    try {
      answer = (await this.#reader.call('xreadgroup', 'GROUP', group, consumer, ...what)) as typeof answer
    } catch (error) {
      throw new RedisFault('xreadgroup', error)
    }
    return (answer?.[0]?.[1] ?? []).map(([id, fields]) => {
      return { id, text: fields[1] ?? '', deliveries: 1, again: fields[2] === 'again' }
    })
  }

  /** Hands out again what this consumer holds, unless another took it over. */
  async claim(ids: readonly string[]): Promise<Entry[]> {
    const { consumer, redis, stream } = this.#options
    const found = await redis.run<[string, number, string][]>('claim', [stream], [group, consumer, ...ids])
    return found.map(([id, deliveries, text]) => ({ id, text, deliveries, again: true }))
  }

  /** Says that this consumer lives, and answers what it took over from the dead. */
  async takeOver(): Promise<Held[]> {
    const { alive, consumer, redis, stream } = this.#options
    const args = [group, consumer, deadAfterMs, takenAtOnce]
    const taken: Held[] = []
    for (;;) {
      const part = await redis.run<[string, number][]>('takeOver', [stream, alive], args)
      for (const [id, deliveries] of part) taken.push({ id, deliveries })
      if (part.length < takenAtOnce) return taken
    }
  }

  /** What this consumer holds, and was handed at least so long ago. */
  async held(idleMs = 0): Promise<Held[]> {
    const { consumer, redis, stream } = this.#options
    const held: Held[] = []
    for (let from = '-'; ; from = `(${held.at(-1)?.id}`) {
      const what = ['IDLE', idleMs, from, '+', pendingAtOnce, consumer]
      const page = await redis.call<PendingRow[]>('xpending', stream, group, ...what)
      for (const [id, , , deliveries] of page) held.push({ id, deliveries })
      if (page.length < pendingAtOnce) return held
    }
  }

  /** Entries whose last time shall not count. Once was counted: nobody gets them as the first. */
  async spare(entries: readonly Held[]): Promise<void> {
    const { consumer, redis, stream } = this.#options
    const counts = entries.flatMap(({ deliveries, id }) => [id, Math.max(1, deliveries - 1)])
    await redis.run('spare', [stream], [group, consumer, ...counts])
  }

  async settle(ids: readonly string[]): Promise<void> {
    await this.#options.redis.run('settle', [this.#options.stream], [group, ...ids])
  }

  /** Nobody takes it for alive any longer: what it holds is free at once. */
  async leave(): Promise<void> {
    await this.#options.redis.call('zadd', this.#options.alive, 0, this.#options.consumer)
  }

  /** Ends a read that waits. */
  close(): void {
    this.#reader.disconnect()
  }
}
