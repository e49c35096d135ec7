import type { RefreshTurns, Turn } from '../../ports/refreshTurns.js'
import { Keys } from './keys.js'
import type { RedisConnection } from './openRedis.js'

export interface RedisRefreshTurnsOptions {
  readonly redis: RedisConnection
  readonly prefix?: string
}

/** Four starts a second. */
const betweenStartsMs = 250

/** Beyond its wait: how long a leader has until another may start in its place. */
const leadMs = 1000

/** Turns counted in Redis, by the clock of Redis: the callers' own may differ by more than a turn takes. */
export class RedisRefreshTurns implements RefreshTurns {
  readonly #redis: RedisConnection
  readonly #keys: readonly [string]

  constructor({ redis, prefix }: RedisRefreshTurnsOptions) {
    this.#redis = redis
    this.#keys = [new Keys(prefix).turns()]
  }

  async join(): Promise<Turn> {
    const args = [betweenStartsMs, leadMs]
    const [turn, lead, waitMs] = await this.#redis.run<[number, number, number]>('joinTurn', this.#keys, args)
    return { turn, lead: lead === 1, waitMs }
  }

  async start(turn: number): Promise<boolean> {
    // Not sent again: the second would say that another one started it, and nobody would.
    return (await this.#redis.runOnce<number>('startTurn', this.#keys, [turn])) === 1
  }

  async finish(turn: number): Promise<void> {
    await this.#redis.run('finishTurn', this.#keys, [turn])
  }

  async finished(): Promise<number> {
    return Number((await this.#redis.call<string | null>('hget', this.#keys[0], 'finished')) ?? 0)
  }
}
