import { percentile } from '../../../src/domain/summary/bins.js'
import { type Stretch, touches } from './coverage.js'
import { levelOf } from './levels.js'
import type { Pace } from './pace.js'
import { bump, type Slot, slotMs } from './slots.js'

/** A minute's figures. Undefined where there is nothing to say. */
export interface Minute {
  readonly count: number
  readonly perSecond: number
  /** Percent. */
  readonly errors?: number
  readonly p50?: number
  readonly p95?: number
  readonly p99?: number
}

export interface Figures {
  readonly last: Minute
  /** The minute before; undefined where it is not held, or has too few hits to compare with. */
  readonly was?: Minute
}

const minuteSlots = 60_000 / slotMs
/** Fewer hits than this in the minute before are no measure. */
const comparable = 20

/** Of the slots, oldest first, the last one still filling: its minute ends now, so no hit older than 60 s is in it. */
export function figuresOf(slots: readonly Slot[], unknown: readonly Stretch[]): Figures {
  const last = minute(slots.slice(-minuteSlots))
  const before = slots.slice(-2 * minuteSlots, -minuteSlots)
  const first = before[0]
  if (first === undefined || touches(unknown, first.t, first.t + 60_000)) return { last }
  const was = minute(before)
  return was.count < comparable ? { last } : { last, was }
}

function minute(slots: readonly Slot[]): Minute {
  let count = 0
  let errors = 0
  const bins = new Map<number | null, number>()
  for (const slot of slots) {
    count += slot.count
    for (const [word, n] of slot.levels) if (levelOf(word) === 'error') errors += n
    for (const [bin, n] of slot.bins) bump(bins, bin, n)
  }
  const perSecond = count / 60
  if (count === 0) return { count, perSecond }
  const share = Math.min(100, (100 * errors) / count)
  if (bins.size === 0) return { count, perSecond, errors: share }
  const [p50, p95, p99] = percentilesOf(bins)
  return { count, perSecond, errors: share, p50, p95, p99 }
}

export type Percentiles = readonly [p50: number, p95: number, p99: number]

export function percentilesOf(bins: ReadonlyMap<number | null, number>): Percentiles {
  const pairs = [...bins]
  return [percentile(pairs, 50) ?? 0, percentile(pairs, 95) ?? 0, percentile(pairs, 99) ?? 0]
}

/**
 * Hits a second of the last ten seconds, with what was not sent. Where the page opened on more than it could hold, the
 * slots of the past know them, for the ten to fifteen seconds up to now.
 */
export function rateOf(pace: Pace, slots: readonly Slot[], now: number): number {
  if (pace.since <= now - 10_000) return pace.perSecond(now)
  const recent = slots.slice(-3)
  const first = recent[0]
  if (first === undefined) return 0
  return recent.reduce((sum, slot) => sum + slot.count + slot.unsent, 0) / ((now - first.t) / 1000)
}
