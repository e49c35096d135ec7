import type { DeadLetter, DeadLetters } from '../../ports/deadLetters.js'
import { Keys } from './keys.js'
import type { RedisConnection } from './openRedis.js'

export interface RedisDeadLettersOptions {
  readonly redis: RedisConnection
  readonly prefix?: string
}

/** Letters that are sent at once: an original may have a megabyte. */
const atOnce = 50

/** Dead letters in Redis, each until it is removed. A full Redis refuses them, and whoever buries has to try again. */
export class RedisDeadLetters implements DeadLetters {
  readonly #redis: RedisConnection
  readonly #keys: ReturnType<Keys['deadLetters']>

  constructor({ redis, prefix }: RedisDeadLettersOptions) {
    this.#redis = redis
    this.#keys = new Keys(prefix).deadLetters()
  }

  async put(letters: readonly DeadLetter[]): Promise<void> {
    for (let i = 0; i < letters.length; i += atOnce) {
      const args = letters.slice(i, i + atOnce).flatMap((letter) => [letter.id, JSON.stringify(letter)])
      await this.#redis.run('bury', this.#keys, args)
    }
  }

  /** `next` is a place in the order of arrival: it holds, whatever is removed meanwhile. */
  async list({ after, limit }: { readonly after?: string; readonly limit: number }): ReturnType<DeadLetters['list']> {
    const [letters, order] = this.#keys
    const args = [after ?? '0', limit + 1]
    const found = await this.#redis.run<[string, string][]>('letters', [letters, order], args)
    const page = found.slice(0, limit)
    const next = found.length > limit ? page.at(-1)?.[0] : undefined
    return {
      letters: page.map(([, text]) => JSON.parse(text) as DeadLetter),
      lost: 0,
      ...(next === undefined ? {} : { next }),
    }
  }

  async remove(ids: readonly string[]): Promise<number> {
    const [letters, order] = this.#keys
    // Not sent again: the second would find none of them.
    return ids.length === 0 ? 0 : this.#redis.runOnce<number>('remove', [letters, order], ids)
  }
}
