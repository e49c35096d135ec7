import { type Stretch, touches } from './coverage.js'
import { type Percentiles, percentilesOf } from './figures.js'
import { bump, type Slot, slotMs } from './slots.js'

/** Slots that one point of the lines looks back over: 15 s. */
const sliding = 3
/** Fewer hits than this in 15 s make no percentiles. */
export const enough = 20

/** For each slot its percentiles over the 15 s that end with it; null where too few hits, or not all of it is held. */
export function percentileLine(slots: readonly Slot[], unknown: readonly Stretch[]): (Percentiles | null)[] {
  return slots.map((slot, i) => {
    if (touches(unknown, slot.t - (sliding - 1) * slotMs, slot.t + slotMs)) return null
    const bins = new Map<number | null, number>()
    let count = 0
    for (const one of slots.slice(Math.max(0, i - sliding + 1), i + 1)) {
      for (const [bin, n] of one.bins) {
        bump(bins, bin, n)
        count += n
      }
    }
    return count < enough ? null : percentilesOf(bins)
  })
}
