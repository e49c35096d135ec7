import type { Hit } from '../../../domain/document/hit.js'
import { compareUtf8 } from '../../../domain/document/order.js'
import type { Bind } from './plan.js'
import type { Segment } from './segment.js'
import { discard, each, newestFirst, type Selection, select } from './selection.js'

/** A place in the order of a view. */
export interface Place {
  /** Epoch milliseconds. */
  readonly timestamp: number
  readonly id: string
}

export interface Search {
  readonly bind: Bind
  readonly limit: number
  /** Epoch milliseconds. */
  readonly since: number | undefined
  readonly before: Place | undefined
  /** Documents before it are past retention; epoch milliseconds. */
  readonly oldest: number
}

export interface Found {
  readonly hits: readonly Hit[]
  readonly total: number
  readonly missed: number
}

interface Candidate extends Place {
  readonly segment: Segment
  readonly doc: number
}

/** Looks through segments, those with the newest documents first: the others then mostly need to be counted only. */
export function search(segments: readonly Segment[], { bind, limit, since, before, oldest }: Search): Found {
  let newest: Candidate[] = []
  let total = 0
  let recent = 0
  for (const segment of segments) {
    const selection = select(segment, bind(segment), oldest)
    total += selection.count
    const worst = newest.length < limit ? undefined : newest[limit - 1]
    if (selection.count > 0 && limit > 0 && (worst === undefined || segment.newestTimestamp >= worst.timestamp)) {
      newest = merge(newest, newestOf(selection, segment, { limit, before, worst }), limit)
    }
    if (since !== undefined && segment.latestIngest > since) recent += countRecent(selection, segment, since, before)
    discard(selection)
  }
  const shown = since === undefined ? 0 : newest.filter(({ segment, doc }) => isRecent(segment, doc, since)).length
  return { hits: newest.map(({ segment, doc }) => segment.hit(doc) as Hit), total, missed: recent - shown }
}

interface Range {
  readonly limit: number
  readonly before: Place | undefined
  /** Nothing behind it is wanted. */
  readonly worst: Place | undefined
}

function newestOf(selection: Selection, segment: Segment, { limit, before, worst }: Range): Candidate[] {
  const found: Candidate[] = []
  newestFirst(selection, segment, (doc) => {
    const timestamp = segment.timestamps[doc] as number
    if (worst !== undefined && timestamp < worst.timestamp) return false
    if (before !== undefined && timestamp > before.timestamp) return true
    const place = placeOf(segment, doc)
    if (before !== undefined && !follows(place, before)) return true
    if (worst !== undefined && !follows(worst, place)) return false
    found.push({ ...place, segment, doc })
    return found.length < limit
  })
  return found
}

function countRecent(selection: Selection, segment: Segment, since: number, before: Place | undefined): number {
  let count = 0
  each(selection, (doc) => {
    if (!isRecent(segment, doc, since)) return
    if (before === undefined || follows(placeOf(segment, doc), before)) count++
  })
  return count
}

function isRecent(segment: Segment, doc: number, since: number): boolean {
  return (segment.ingestedAt[doc] as number) > since
}

function placeOf(segment: Segment, doc: number): Place {
  return { timestamp: segment.timestamps[doc] as number, id: (segment.hit(doc) as Hit).eventId }
}

/** Whether a place comes later in the order: older, or of the same time with a greater id. */
function follows(place: Place, other: Place): boolean {
  if (place.timestamp !== other.timestamp) return place.timestamp < other.timestamp
  return compareUtf8(place.id, other.id) > 0
}

/** Both are in order; so is the answer, of at most `limit`. */
function merge(a: readonly Candidate[], b: Candidate[], limit: number): Candidate[] {
  if (a.length === 0) return b
  const merged: Candidate[] = []
  let i = 0
  let j = 0
  while (merged.length < limit && (i < a.length || j < b.length)) {
    const left = a[i]
    const right = b[j]
    if (right === undefined || (left !== undefined && follows(right, left))) {
      merged.push(left as Candidate)
      i++
    } else {
      merged.push(right)
      j++
    }
  }
  return merged
}
