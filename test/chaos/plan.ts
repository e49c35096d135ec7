import type { JsonObject } from '../../src/domain/json.js'
import { Chance } from '../domain/query/chance.js'
import { Documents, mostVersions, type Subject } from './documents.js'

/** One thing to do. `atMs`: since the run began. */
export type Act = { readonly atMs: number } & (
  | { readonly do: 'send'; readonly details: readonly JsonObject[] }
  /** A client leaves, and another one comes for a query of this number. */
  | { readonly do: 'turnover'; readonly question: number }
  | { readonly do: 'fault'; readonly name: string; readonly seed: number }
)

export interface PlanOptions {
  readonly seed: number
  readonly seconds: number
  readonly eventsPerSecond: number
  /** Clients that leave, and others that come, in a second. */
  readonly turnoverPerSecond: number
  readonly questions: number
  /** Each begins in turn, in an order by chance. */
  readonly faults: readonly string[]
  readonly faultsPerSecond: number
  /** Of all documents. */
  readonly eventType: string
  readonly now: number
}

/** Everything that is done in a run, the same for the same seed; when it comes to pass is the machine's affair. */
export function planOf(options: PlanOptions): readonly Act[] {
  const chance = new Chance(options.seed)
  const lasts = options.seconds * 1000
  const every = (perSecond: number) => {
    const count = Math.round((perSecond * lasts) / 1000)
    return Array.from({ length: count }, (_, i) => Math.floor(((i + chance.below(1000) / 1000) * lasts) / count))
  }
  const acts: Act[] = []
  for (const atMs of every(options.turnoverPerSecond)) {
    acts.push({ atMs, do: 'turnover', question: chance.below(options.questions) })
  }
  let left: string[] = []
  for (const atMs of every(options.faultsPerSecond)) {
    if (left.length === 0) left = [...options.faults]
    const [name = ''] = left.splice(chance.below(left.length), 1)
    acts.push({ atMs, do: 'fault', name, seed: chance.below(2 ** 30) })
  }
  const producer = new Producer(chance, new Documents(options.seed, options.eventType, options.now))
  // In calls of some at a time, since that is how they come.
  const calls = Math.max(1, Math.round(options.eventsPerSecond / 4))
  for (const atMs of every(calls)) {
    const count = 1 + chance.below(2 * (options.eventsPerSecond / calls))
    acts.push({ atMs, do: 'send', details: producer.details(count, atMs / lasts) })
  }
  return acts.sort((a, b) => a.atMs - b.atMs)
}

interface Told {
  readonly subject: Subject
  version: number
}

/** New documents, updates of those that are young, late versions, and what was sent before, once more. */
class Producer {
  readonly #chance: Chance
  readonly #documents: Documents
  readonly #told: Told[] = []
  /** Lower versions than what was sent of the same document. */
  readonly #late: JsonObject[] = []
  readonly #sent: JsonObject[] = []

  constructor(chance: Chance, documents: Documents) {
    this.#chance = chance
    this.#documents = documents
  }

  details(count: number, at: number): readonly JsonObject[] {
    return Array.from({ length: count }, () => this.#detail(at))
  }

  #detail(at: number): JsonObject {
    const dice = this.#chance.below(100)
    const again = this.#young(this.#sent)
    if (dice < 10 && again !== undefined) return again
    const late = dice < 20 ? this.#late.shift() : undefined
    if (late !== undefined) return late
    const told = this.#young(this.#told)
    const detail = dice < 60 && told !== undefined && told.version < mostVersions ? this.#update(told) : this.#fresh(at)
    this.#sent.push(detail)
    return detail
  }

  #update(told: Told): JsonObject {
    told.version++
    // Now and then the version before comes after this one.
    if (told.version < mostVersions && this.#chance.below(6) === 0) {
      this.#late.push(this.#documents.detail(told.subject, told.version))
      told.version++
    }
    return this.#documents.detail(told.subject, told.version)
  }

  #fresh(at: number): JsonObject {
    const before = this.#told.at(-1)
    const isTwin = before !== undefined && this.#chance.below(7) === 0 && !this.#isTwin(before)
    const subject = isTwin ? this.#documents.twin(before.subject) : this.#documents.next(at, this.#chance)
    this.#told.push({ subject, version: 1 })
    return this.#documents.detail(subject, 1)
  }

  #isTwin({ subject }: Told): boolean {
    return this.#told.at(-2)?.subject.eventId === subject.eventId
  }

  #young<T>(of: readonly T[]): T | undefined {
    return of[of.length - 1 - this.#chance.below(60)]
  }
}
