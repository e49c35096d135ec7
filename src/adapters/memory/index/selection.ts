import { type Bits, borrow, clearBit, countBits, eachBit, hasBit, intersect, release } from './bits.js'
import type { Condition } from './condition.js'
import type { Segment } from './segment.js'

/** The documents of one segment that are alive, not past retention, and match: a list, newest first, or a set. */
export interface Selection {
  readonly count: number
  readonly docs?: Uint16Array
  readonly bits?: Bits
}

const empty: Selection = { count: 0, docs: new Uint16Array(0) }

/** `oldest`: documents before it, in epoch milliseconds, are past retention, removed already or not. */
export function select(segment: Segment, condition: Condition, oldest: number): Selection {
  if (condition.atMost === 0 || segment.newestTimestamp < oldest) return empty
  const { candidates } = condition
  if (candidates !== undefined) {
    const clean = segment.alive === segment.size && !hasExpired(segment, oldest)
    if (clean && condition.refine === undefined) return { count: candidates.length, docs: candidates }
    const docs = candidates.slice()
    let count = docs.length
    if (!clean) count = held(segment, docs, count, oldest)
    if (condition.refine !== undefined) count = condition.refine(docs, count)
    return { count, docs: docs.subarray(0, count) }
  }
  const bits = borrow(segment.live.length)
  condition.mark(bits)
  intersect(bits, segment.live)
  const { order } = segment
  for (let at = segment.firstAlive(); at < order.length; at++) {
    const doc = order[at] as number
    if ((segment.timestamps[doc] as number) >= oldest) break
    clearBit(bits, doc)
  }
  return { count: countBits(bits), bits }
}

/** To be called when a selection is no longer looked at. */
export function discard(selection: Selection): void {
  if (selection.bits !== undefined) release(selection.bits)
}

/** Visits in any order. */
export function each(selection: Selection, visit: (doc: number) => void): void {
  if (selection.bits !== undefined) eachBit(selection.bits, visit)
  else selection.docs?.forEach(visit)
}

/** Visits newest first, until `visit` answers false. */
export function newestFirst(selection: Selection, segment: Segment, visit: (doc: number) => boolean): void {
  const { bits, docs } = selection
  if (docs !== undefined) {
    for (let i = 0; i < docs.length; i++) if (!visit(docs[i] as number)) return
    return
  }
  const { order } = segment
  for (let at = order.length - 1, left = selection.count; left > 0; at--) {
    const doc = order[at] as number
    if (!hasBit(bits as Bits, doc)) continue
    if (!visit(doc)) return
    left--
  }
}

/** Keeps those that are alive and not past retention; answers how many. */
function held(segment: Segment, docs: Uint16Array, count: number, oldest: number): number {
  const { live, timestamps } = segment
  let left = 0
  for (let i = 0; i < count; i++) {
    const doc = docs[i] as number
    if (hasBit(live, doc) && (timestamps[doc] as number) >= oldest) docs[left++] = doc
  }
  return left
}

function hasExpired(segment: Segment, oldest: number): boolean {
  const doc = segment.oldest()
  return doc >= 0 && (segment.timestamps[doc] as number) < oldest
}
