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
    const { asks } = condition
    if (clean && asks === undefined) return { count: candidates.length, docs: candidates }
    return filtered(candidates, (doc) => (clean || isHeld(segment, doc, oldest)) && (asks === undefined || asks(doc)))
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
  for (let at = order.length - 1; at >= 0; at--) {
    const doc = order[at] as number
    if (hasBit(bits as Bits, doc) && !visit(doc)) return
  }
}

function filtered(candidates: Uint16Array, passes: (doc: number) => boolean): Selection {
  const docs = new Uint16Array(candidates.length)
  let count = 0
  for (let i = 0; i < candidates.length; i++) {
    const doc = candidates[i] as number
    if (passes(doc)) docs[count++] = doc
  }
  return { count, docs: docs.subarray(0, count) }
}

function isHeld(segment: Segment, doc: number, oldest: number): boolean {
  return hasBit(segment.live, doc) && (segment.timestamps[doc] as number) >= oldest
}

function hasExpired(segment: Segment, oldest: number): boolean {
  const doc = segment.oldest()
  return doc >= 0 && (segment.timestamps[doc] as number) < oldest
}
