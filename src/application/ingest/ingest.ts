import { decide, deltaOf } from '../../domain/document/decide.js'
import type { Draft, Key, Stored } from '../../domain/document/hit.js'
import { keyOf } from '../../domain/document/identity.js'
import { normalize } from '../../domain/event/normalize.js'
import type { RawEvent } from '../../domain/event/rawEvent.js'
import type { Schema } from '../../domain/fields.js'
import { isProbe } from '../../domain/probe/probe.js'
import { ok } from '../../domain/refusal.js'
import type { Clock } from '../../ports/clock.js'
import type { Delivery, Verdict } from '../../ports/consumer.js'
import type { EventBus } from '../../ports/eventBus.js'
import type { HitIndex, Write } from '../../ports/hitIndex.js'
import type { EventOutcome, Telemetry } from '../../ports/telemetry.js'
import type { Drafts } from '../drafts.js'
import type { Settings } from '../settings.js'
import { OwnWrites } from './ownWrites.js'
import { Probes } from './probes.js'
import { rounds } from './rounds.js'

export interface IngestParts {
  readonly schema: Schema
  readonly settings: Settings
  readonly index: HitIndex
  readonly bus: EventBus
  readonly clock: Clock
  readonly telemetry: Telemetry
  /** Of those who accept events in this process, if any do. */
  readonly drafts?: Drafts
}

/** One event of the batch, on its way. */
interface Pending {
  readonly at: number
  readonly key: Key
  readonly draft: Draft
  readonly first: boolean
}

/** How often a write that lost against another is decided anew before the bus is asked to deliver it again. */
const maxConflicts = 8

/**
 * Events in, deltas out: normalize, decide against what is stored, write, and only then publish what changed.
 * Safe to call with the same event any number of times, from any number of workers.
 */
export class Ingest {
  readonly #parts: IngestParts
  readonly #outcomes = new Map<EventOutcome, number>()
  readonly #own = new OwnWrites()
  readonly #probes: Probes

  constructor(parts: IngestParts) {
    this.#parts = parts
    this.#probes = new Probes(parts)
  }

  readonly handle = async (batch: readonly Delivery<RawEvent>[]): Promise<readonly Verdict[]> => {
    const verdicts: Verdict[] = new Array(batch.length).fill('done')
    try {
      // Versions of one document are written one after the other: keys within one write are distinct.
      const { pending, probes } = this.#read(batch, verdicts)
      for (const round of rounds(pending, (p) => p.key)) await this.#round(round, verdicts)
      if (probes.length > 0) await this.#probes.pass(probes)
    } finally {
      this.#report()
    }
    return verdicts
  }

  #read(batch: readonly Delivery<RawEvent>[], verdicts: Verdict[]): { pending: Pending[]; probes: Draft[] } {
    const pending: Pending[] = []
    const probes: Draft[] = []
    const options = { now: this.#parts.clock.now(), retentionMs: this.#parts.settings.retentionMs }
    for (const [at, delivery] of batch.entries()) {
      const made = this.#parts.drafts?.of(delivery.item)
      const draft = made === undefined ? normalize(delivery.item, this.#parts.schema, options) : ok(made)
      if (draft.ok && isProbe(draft.value)) probes.push(draft.value)
      else if (draft.ok) pending.push({ at, key: keyOf(draft.value), draft: draft.value, first: delivery.first })
      else this.#settle(verdicts, at, { dead: draft.refusal }, 'refused')
    }
    return { pending, probes }
  }

  async #round(round: readonly Pending[], verdicts: Verdict[]): Promise<void> {
    let left = round
    let stored: ReadonlyMap<Key, { readonly stored: Stored; readonly token: string }> = new Map()
    /** When this round wrote: what carries one of these times may be of its own making. */
    const wrote = new Set<string>()
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt > maxConflicts) {
        for (const p of left) this.#settle(verdicts, p.at, { retry: 'conflict' }, 'retried')
        return
      }
      // Most events are new: the first try is a create without a read.
      if (attempt > 0) stored = await this.#parts.index.get(left.map((p) => p.key))
      left = await this.#attempt(left, stored, wrote, verdicts)
    }
  }

  /** Writes and tells; answers those whose write met another's. */
  async #attempt(
    round: readonly Pending[],
    stored: ReadonlyMap<Key, { readonly stored: Stored; readonly token: string }>,
    wrote: Set<string>,
    verdicts: Verdict[],
  ): Promise<readonly Pending[]> {
    const { clock, index, schema, settings } = this.#parts
    const now = new Date(clock.now()).toISOString()
    const writes: { readonly p: Pending; readonly write: Write }[] = []
    const told: { readonly p: Pending; readonly stored: Stored; readonly outcome: EventOutcome }[] = []
    for (const p of round) {
      const held = stored.get(p.key)
      const decision = decide(held?.stored, p.draft, { schema, now, maxDeltaAgeMs: settings.maxDeltaAgeMs })
      if (decision.kind === 'stale') this.#settle(verdicts, p.at, 'done', 'stale')
      else if (decision.kind !== 'duplicate') {
        const write = { key: p.key, next: decision.next, ...(held === undefined ? {} : { token: held.token }) }
        writes.push({ p, write })
      } else if (held !== undefined && this.#mayBeUntold(p, held.stored, now, wrote)) {
        told.push({ p, stored: held.stored, outcome: 'duplicate' })
      } else this.#settle(verdicts, p.at, 'done', 'duplicate')
    }
    wrote.add(now)
    this.#own.begin(now)
    const written = writes.length === 0 ? [] : await index.write(writes.map((w) => w.write))
    const again: Pending[] = []
    for (const [i, { p, write }] of writes.entries()) {
      const answer = written[i] ?? { retry: 'no answer' }
      if (answer === 'conflict') again.push(p)
      else if (answer === 'written') {
        told.push({ p, stored: write.next, outcome: write.token === undefined ? 'indexed' : 'updated' })
      } else if ('refused' in answer) this.#settle(verdicts, p.at, { dead: answer.refused }, 'refused')
      else this.#settle(verdicts, p.at, answer, 'retried')
    }
    await this.#tell(told, verdicts)
    return again
  }

  /**
   * A crash between index and bus leaves a document of which nobody was told. Whoever finds it tells it again, from what
   * is stored; unless this very event was never handed out before: then who wrote the document still has to answer for it.
   * That may be this round itself: a write that was done twice on its way is answered by the conflict with itself, and
   * not by the answer that it was written.
   */
  #mayBeUntold(p: Pending, stored: Stored, now: string, wrote: ReadonlySet<string>): boolean {
    const { ingestedAt } = stored.hit
    if (p.first && (!wrote.has(ingestedAt) || this.#own.has(p.key, stored.hit))) return false
    return Date.parse(now) - Date.parse(ingestedAt) < this.#parts.settings.maxDeltaAgeMs
  }

  async #tell(
    told: readonly { readonly p: Pending; readonly stored: Stored; readonly outcome: EventOutcome }[],
    verdicts: Verdict[],
  ): Promise<void> {
    if (told.length === 0) return
    for (const { p, stored } of told) this.#own.told(p.key, stored.hit)
    const published = await this.#parts.bus.publish(
      'deltas',
      told.map((t) => deltaOf(t.stored)),
    )
    for (const [i, { p, outcome }] of told.entries()) {
      const answer = published[i] ?? { retry: 'no answer' }
      if (answer === 'ok') this.#settle(verdicts, p.at, 'done', outcome)
      else if ('refused' in answer) this.#settle(verdicts, p.at, { dead: answer.refused }, 'refused')
      else this.#settle(verdicts, p.at, answer, 'retried')
    }
  }

  #settle(verdicts: Verdict[], at: number, verdict: Verdict, outcome: EventOutcome): void {
    verdicts[at] = verdict
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1)
  }

  /** Counted by batch: a counter's own bookkeeping costs more than an event's. */
  #report(): void {
    for (const [outcome, count] of this.#outcomes) this.#parts.telemetry.events(outcome, count)
    this.#outcomes.clear()
  }
}
