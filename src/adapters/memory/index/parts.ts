import type { Bind } from './plan.js'
import type { Segment } from './segment.js'
import { discard, each, select } from './selection.js'

/** The documents of one segment that are to be counted. */
export interface Part {
  readonly segment: Segment
  readonly docs: Uint16Array
}

export interface Scope {
  readonly bind: Bind
  /** All in epoch milliseconds. Start of the first bucket. */
  readonly start: number
  /** Documents before it are past retention. */
  readonly oldest: number
  /** Documents ingested later are not counted. */
  readonly asOf: number
}

/**
 * Which documents a summary counts: found in one go, so that they are one consistent view. They can be counted bit by
 * bit afterwards, because cells never change.
 */
export function partsOf(segments: readonly Segment[], { bind, start, oldest, asOf }: Scope): Part[] {
  const parts: Part[] = []
  for (const segment of segments) {
    if (segment.newestTimestamp < start) continue
    const selection = select(segment, bind(segment), oldest)
    const docs = new Uint16Array(selection.count)
    let length = 0
    each(selection, (doc) => {
      const counts = (segment.timestamps[doc] as number) >= start && (segment.ingestedAt[doc] as number) <= asOf
      if (counts) docs[length++] = doc
    })
    discard(selection)
    if (length > 0) parts.push({ segment, docs: docs.subarray(0, length) })
  }
  return parts
}
