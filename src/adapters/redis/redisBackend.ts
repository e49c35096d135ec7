import type { Redis } from 'ioredis'
import type { Backend, Health } from '../../ports/backend.js'
import type { Clock } from '../../ports/clock.js'
import type { RedisConnection } from './openRedis.js'

export interface RedisBackendOptions {
  readonly redis: RedisConnection
  readonly clock: Clock
}

/** Less than the two seconds that a health check may take. */
const patienceMs = 1500

interface Answer {
  readonly offsetMs: number
  readonly info: ReadonlyMap<string, string>
}

/** Is Redis there, what time is it there, and does it keep what it was given? */
export class RedisBackend implements Backend {
  readonly #redis: RedisConnection
  readonly #clock: Clock

  constructor({ redis, clock }: RedisBackendOptions) {
    this.#redis = redis
    this.#clock = clock
  }

  async health(): Promise<Health> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), patienceMs)
    })
    try {
      const answers = await Promise.race([this.#askAll(), late])
      const offsets = answers.map(({ offsetMs }) => offsetMs)
      const clockOffsetMs = offsets.reduce((most, offset) => (Math.abs(offset) > Math.abs(most) ? offset : most), 0)
      const weaker = Object.fromEntries(answers.flatMap(({ info }) => weaknesses(info)))
      return { ok: true, detail: 'it answers', clockOffsetMs, weaker }
    } catch (error) {
      const why =
        error instanceof Error && error.message === 'no answer in time' ? error.message : 'it cannot be reached'
      return { ok: false, detail: why }
    } finally {
      clearTimeout(timer)
    }
  }

  async #askAll(): Promise<Answer[]> {
    // Waits for the connection: before that, nobody knows the servers of a cluster.
    await this.#redis.call('ping')
    return Promise.all(this.#redis.servers().map((server) => this.#ask(server)))
  }

  async #ask(server: Redis): Promise<Answer> {
    const before = this.#clock.now()
    const [seconds, micros] = await server.time()
    const middle = (before + this.#clock.now()) / 2
    // One after the other: this pair is what the server answers at once.
    const text = await server.info()
    const lines = text.split('\r\n').map((line) => line.split(':', 2) as [string, string])
    return { offsetMs: Math.round(Number(seconds) * 1000 + Number(micros) / 1000 - middle), info: new Map(lines) }
  }
}

function weaknesses(info: ReadonlyMap<string, string>): [string, string][] {
  const found: [string, string][] = []
  if (info.get('aof_enabled') !== '1') {
    found.push(['durable', 'appendonly is off: what was accepted since its last snapshot is lost when Redis ends'])
  }
  const policy = info.get('maxmemory_policy')
  if (policy !== undefined && policy !== 'noeviction') {
    found.push([
      'keeps',
      `maxmemory-policy is ${policy}, not noeviction: under pressure Redis deletes what was accepted`,
    ])
  }
  return found
}
