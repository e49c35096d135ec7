import type { JsonObject } from '../../src/domain/json.js'
import { Chance } from '../domain/query/chance.js'

const services = ['checkout', 'payments', 'search', 'cart'] as const
const teams = ['core', 'edge', 'growth'] as const
const levels = ['debug', 'info', 'warn', 'error'] as const
const words = ['timeout', 'upstream', 'refused', 'retried', 'slow', 'done'] as const
const statuses = [200, 200, 404, 500, 503] as const
const locations = ['eu-1', 'eu-2', 'us-1'] as const

/** As many earlier versions as a stored document remembers, and one: no update is lost by design (docs/guarantees.md, I5). */
export const mostVersions = 8

const dayMs = 86_400_000
const spanMs = 600_000

/** What one event tells of. */
export interface Subject {
  readonly eventId: string
  /** Epoch milliseconds. */
  readonly moment: number
  readonly seed: number
}

/** A run's documents: their own times lead over the border of a UTC day, the last one that is long enough ago. */
export class Documents {
  readonly #border: number
  readonly #seed: number
  readonly #eventType: string
  #made = 0

  /** `eventType`: of no other run. */
  constructor(seed: number, eventType: string, now: number) {
    this.#seed = seed
    this.#eventType = eventType
    this.#border = Math.floor((now - 2 * spanMs) / dayMs) * dayMs
  }

  /** `at`: 0 to 1, how far the run is. Younger ones are newer, about. */
  next(at: number, chance: Chance): Subject {
    const n = this.#made++
    const moment = this.#border + Math.floor((at - 0.5) * spanMs) + chance.below(spanMs / 4) - spanMs / 8
    return { eventId: `${this.#eventType}-${n}`, moment, seed: this.#seed + n * 7919 }
  }

  /** Another document with the same id: its day is the other one. */
  twin({ eventId, moment, seed }: Subject): Subject {
    return { eventId, moment: 2 * this.#border - 1 - moment, seed: seed + 1 }
  }

  /** A document at one version: always the same body. An update may move it in the order, within its day. */
  detail({ eventId, moment, seed }: Subject, version: number): JsonObject {
    const chance = new Chance(seed + version * 104_729)
    const away = chance.below(3) * 10_000
    return {
      eventId,
      version,
      '@timestamp': moment >= this.#border ? moment + away : moment - away,
      service: chance.of(services),
      eventType: this.#eventType,
      team: chance.of(teams),
      location: chance.of(locations),
      level: chance.of(levels),
      status: chance.of(statuses),
      latencyMs: chance.below(2000),
      message: `${chance.of(words)} ${chance.of(words)}`,
      note: 'x'.repeat(chance.below(300)),
    }
  }
}
