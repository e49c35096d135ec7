import type { Hit } from '../../../src/domain/document/hit.js'
import type { Json } from '../../../src/domain/json.js'
import { own } from '../../../src/domain/json.js'
import { binOf } from '../../../src/domain/summary/bins.js'
import type { Summary } from '../../../src/domain/summary/summary.js'
import { bump, newSlot, type Slot, slotCount, slotMs, slotStart } from './slots.js'

export interface TallyFields {
  readonly level?: string
  readonly latency?: string
  readonly facets: readonly string[]
}

/** What was told while the past was being asked for: it may be in the answer, or not. */
type Told = { readonly hit: Hit; readonly sign: 1 | -1; readonly at: string }

/** Distinct values counted of one field in one slot; more are summed as `other`. */
const distinctValues = 200

/**
 * Counts hits into slots of five seconds by their own time, over ten minutes. The past comes from one summary; what was
 * told since its `asOf` is added, so nothing is polled for and nothing counts twice.
 */
export class Tally {
  readonly #fields: TallyFields
  #slots = new Map<number, Slot>()
  #told: Told[] | null = []
  #facets = new Map<string, Map<string, number>>()
  #base = 0
  #asOf = ''

  constructor(fields: TallyFields) {
    this.#fields = fields
  }

  get waiting(): boolean {
    return this.#told !== null
  }

  /** From here on it is noted what is told, until `fill`: call it when the summary is asked for. */
  expect(): void {
    this.#told = []
  }

  add(hit: Hit): void {
    this.#tell({ hit, sign: 1, at: hit.ingestedAt })
  }

  /** `at`: ISO, when it was told; the time of the write that took it out is not known. */
  remove(hit: Hit, at: string): void {
    this.#tell({ hit, sign: -1, at })
  }

  /** An update is no arrival: the old version leaves its slot, the new one enters its own. */
  change(before: Hit, after: Hit): void {
    this.#tell({ hit: before, sign: -1, at: after.ingestedAt })
    this.#tell({ hit: after, sign: 1, at: after.ingestedAt })
  }

  unsent(count: number, now: number): void {
    this.#slot(slotStart(now)).unsent += count
  }

  /**
   * Takes the past in place of what was counted. Slots that began before `from` stay as they were: after the index lost
   * what it held, the page knows more of that time than the answer does.
   */
  fill(summary: Summary, from = Number.NEGATIVE_INFINITY): void {
    const told = this.#told ?? []
    this.#told = null
    this.#asOf = summary.asOf
    for (const [t, slot] of [...this.#slots]) {
      if (t < from) continue
      const fresh = newSlot(t)
      // The summary counts what was not sent as well, up to its moment.
      if (t + slotMs > Date.parse(summary.asOf)) fresh.unsent = slot.unsent
      this.#slots.set(t, fresh)
    }
    this.#base = 0
    this.#facets = new Map()
    for (const bucket of summary.buckets) {
      const t = slotStart(Date.parse(bucket.t))
      if (t < from) continue
      const slot = this.#slot(t)
      slot.count += bucket.count
      slot.base += bucket.count
      this.#base += bucket.count
      for (const [word, n] of Object.entries(bucket.by ?? {})) bump(slot.levels, word, n)
      for (const [bin, n] of bucket.bins ?? []) bump(slot.bins, bin, n)
    }
    for (const [field, values] of Object.entries(summary.facets ?? {})) this.#facets.set(field, new Map(values))
    for (const one of told) if (one.at > summary.asOf) this.#count(one.hit, one.sign, from)
  }

  /** The slots of the ten minutes up to `now`, oldest first, the last one still filling. Forgets what is older. */
  slots(now: number): Slot[] {
    const last = slotStart(now)
    const first = last - (slotCount - 1) * slotMs
    for (const t of this.#slots.keys()) if (t < first) this.#slots.delete(t)
    return Array.from(
      { length: slotCount },
      (_, i) => this.#slots.get(first + i * slotMs) ?? newSlot(first + i * slotMs),
    )
  }

  /**
   * Values of a field and their counts, the most frequent first, `other` last. The summary counts the past's values
   * without their times, so as the past leaves the ten minutes they shrink with it in proportion; the level is counted by slot
   * and is exact.
   */
  facet(field: string, slots: readonly Slot[]): [string, number][] {
    const counts = new Map<string, number>()
    if (field === this.#fields.level) {
      for (const slot of slots) for (const [word, n] of slot.levels) bump(counts, word, n)
    } else {
      const left = slots.reduce((sum, slot) => sum + slot.base, 0)
      const share = this.#base > 0 ? Math.min(1, left / this.#base) : 0
      for (const [value, n] of this.#facets.get(field) ?? []) bump(counts, value, Math.round(n * share))
      for (const slot of slots) for (const [value, n] of slot.facets.get(field) ?? []) bump(counts, value, n)
    }
    return [...counts].sort(
      (a, b) => Number(a[0] === 'other') - Number(b[0] === 'other') || b[1] - a[1] || (a[0] < b[0] ? -1 : 1),
    )
  }

  #tell(one: Told): void {
    // What was written up to the summary's moment is in it, however late it is told.
    if (this.#told === null && one.at <= this.#asOf) return
    this.#told?.push(one)
    this.#count(one.hit, one.sign)
  }

  #count(hit: Hit, sign: 1 | -1, from = Number.NEGATIVE_INFINITY): void {
    const t = slotStart(Date.parse(hit['@timestamp']))
    if (Number.isNaN(t) || t < from) return
    const slot = this.#slot(t)
    slot.count = Math.max(0, slot.count + sign)
    const { level, latency, facets } = this.#fields
    if (level !== undefined) for (const word of wordsOf(own(hit, level))) bump(slot.levels, word, sign)
    const ms = latency === undefined ? undefined : own(hit, latency)
    for (const value of Array.isArray(ms) ? ms : [ms])
      if (typeof value === 'number') bump(slot.bins, binOf(value), sign)
    for (const field of facets) {
      if (field === level) continue
      const counts = slot.facets.get(field) ?? new Map<string, number>()
      slot.facets.set(field, counts)
      for (const value of wordsOf(own(hit, field))) {
        bump(counts, counts.has(value) || counts.size < distinctValues ? value : 'other', sign)
      }
    }
  }

  #slot(t: number): Slot {
    const known = this.#slots.get(t)
    if (known !== undefined) return known
    const slot = newSlot(t)
    this.#slots.set(t, slot)
    return slot
  }
}

function wordsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return []
  return [...new Set(value.filter((one): one is string => typeof one === 'string'))]
}
