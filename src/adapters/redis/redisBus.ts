import { deltaBytes, deltaText } from '../../domain/document/deltaText.js'
import type { Delta } from '../../domain/document/hit.js'
import type { Clock } from '../../ports/clock.js'
import type { ConsumeOptions, Consumer, Handle } from '../../ports/consumer.js'
import type { DeadLetters } from '../../ports/deadLetters.js'
import {
  type EventBus,
  type Publication,
  type Published,
  queueFull,
  type Topic,
  type Topics,
} from '../../ports/eventBus.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { Keys } from './keys.js'
import type { RedisConnection } from './openRedis.js'
import { StreamConsumer } from './streamConsumer.js'
import { StreamGroup } from './streamGroup.js'
import { Undertaker } from './undertaker.js'

export interface RedisBusOptions {
  readonly redis: RedisConnection
  readonly clock: Clock
  readonly deadLetters: DeadLetters
  /** Is told of faults, and of what used up its attempts; what a handler calls dead, the handler counts. */
  readonly telemetry: Pick<Telemetry, 'events' | 'deadDeltas' | 'fault'>
  /** Of this process, and of no other that lives. */
  readonly consumerName: string
  readonly prefix?: string
  /** Most items of a topic that are not handled yet; more are answered `retry`, none is trimmed. */
  readonly maxLength?: number
  /** Deliveries of one item before it goes to the dead letters. */
  readonly maxAttempts?: number
  /** Pause after attempt `n`, in milliseconds. */
  readonly backoffMs?: (attempt: number) => number
}

/** Items, and bytes, that one step publishes at most: Redis does nothing else meanwhile. */
const atOnce = 500
const bytesAtOnce = 1_048_576

/**
 * Both sides of the bus on Redis Streams: one stream a topic, read by one group of consumers. What is handled is
 * deleted, so a stream holds what is not; it survives what Redis's append-only file survives.
 */
export class RedisBus implements EventBus, Consumer {
  readonly #options: Required<Omit<RedisBusOptions, 'prefix'>>
  readonly #keys: Keys

  constructor({ prefix, ...options }: RedisBusOptions) {
    this.#keys = new Keys(prefix)
    this.#options = {
      maxLength: 100_000,
      // Half a minute in all; an outage costs none of them.
      maxAttempts: 10,
      backoffMs: (attempt) => Math.min(10_000, 50 * 2 ** attempt),
      ...options,
    }
  }

  async publish<T extends Topic>(
    topic: T,
    items: readonly Topics[T][],
    { again = false }: Publication = {},
  ): Promise<readonly Published[]> {
    const answers: Published[] = []
    let texts: string[] = []
    let bytes = 0
    const send = async () => {
      if (texts.length > 0) answers.push(...(await this.#send(topic, texts, again)))
      texts = []
      bytes = 0
    }
    for (const item of items) {
      const text = textOf(topic, item)
      if (texts.length === atOnce || bytes + text.length > bytesAtOnce) await send()
      texts.push(text)
      bytes += text.length
    }
    await send()
    return answers
  }

  run<T extends Topic>(topic: T, handle: Handle<Topics[T]>, options: ConsumeOptions): Promise<void> {
    const { backoffMs, clock, consumerName, deadLetters, maxAttempts, redis, telemetry } = this.#options
    const keys = { stream: this.#keys.stream(topic), alive: this.#keys.consumers(topic) }
    const group = new StreamGroup({ redis, ...keys, consumer: consumerName })
    const undertaker = new Undertaker({ clock, deadLetters, telemetry })
    const onFault = (error: unknown) => telemetry.fault('bus', error)
    const consumer = new StreamConsumer({ topic, group, undertaker, maxAttempts, backoffMs, onFault })
    return consumer.run(handle, options)
  }

  /** How many items of a topic are not handled yet, by whomever. */
  waiting(topic: Topic): Promise<number> {
    return this.#options.redis.call<number>('xlen', this.#keys.stream(topic))
  }

  /** Where the outcome is unknown, `retry` as well: an event that comes twice is a duplicate by its id. */
  async #send(topic: Topic, texts: readonly string[], again: boolean): Promise<readonly Published[]> {
    try {
      const { maxLength, redis } = this.#options
      const args = [maxLength, again ? '1' : '0', ...texts]
      const taken = await redis.runOnce<number>('publish', [this.#keys.stream(topic)], args)
      return texts.map((_, i) => (i < taken ? 'ok' : queueFull))
    } catch (error) {
      return texts.map(() => ({ retry: error }))
    }
  }
}

function textOf<T extends Topic>(topic: T, item: Topics[T]): string {
  return topic === 'deltas' ? deltaText(item as Delta, deltaBytes) : JSON.stringify(item)
}
