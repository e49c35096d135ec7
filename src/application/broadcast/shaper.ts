import { type Json, own } from '../../domain/json.js'
import { type Allowance, fullAllowance, spend } from '../../domain/overload/allowance.js'
import { latest, sample } from '../../domain/overload/sample.js'
import type { Policy, QueryId } from '../../domain/query/query.js'
import type { Telling } from './matching.js'

export interface Shaped {
  readonly tellings: readonly Telling[]
  readonly dropped: number
}

/** Queries whose allowance is kept; one that is forgotten starts again with a full one. */
const maxKept = 50_000

/**
 * Thins out what a query is told when it has more hits than its allowance. `removed` is never left out: a view that
 * keeps what no longer matches would be wrong, not just incomplete.
 */
export class Shaper {
  readonly #perSecond: number
  readonly #kept = new Map<QueryId, Allowance>()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** The share of a query's hits that fits now. Once a query and batch, whatever the number of its policies. */
  share(queryId: QueryId, tellings: readonly Telling[], now: number): number {
    const wanted = tellings.reduce((n, t) => (t.form === 'removed' ? n : n + 1), 0)
    const held = this.#kept.get(queryId) ?? fullAllowance(this.#perSecond, now)
    const { share, after } = spend(held, wanted, now)
    this.#kept.delete(queryId)
    this.#kept.set(queryId, after)
    if (this.#kept.size > maxKept) this.#kept.delete(this.#kept.keys().next().value as QueryId)
    return share
  }

  shape(policy: Policy, tellings: readonly Telling[], share: number): Shaped {
    if (share >= 1 || policy.kind === 'batch') return { tellings, dropped: 0 }
    const hits = tellings.filter((t) => t.form !== 'removed').map((t) => ({ eventId: t.told.delta.now.eventId, t }))
    const by = policy.kind === 'latest' ? policy.by : undefined
    const { kept, dropped } =
      by === undefined ? sample(hits, share) : latest(hits, (h): Json | undefined => own(h.t.told.delta.now, by))
    const stays = new Set(kept.map((h) => h.t))
    return { tellings: tellings.filter((t) => t.form === 'removed' || stays.has(t)), dropped }
  }
}
