import { type Bin, binOf } from '../../../domain/summary/bins.js'
import { type Frequent, facetOf, mostFrequent, otherValues } from '../../../domain/summary/frequent.js'
import type { Bucket } from '../../../domain/wire/serverMessage.js'
import { isoOf } from './instant.js'
import type { KeywordColumn } from './keywordColumn.js'
import type { NumberColumn } from './numberColumn.js'
import type { Pace } from './pace.js'
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

/** How often each value of a keyword field occurs. */
async function frequencies(parts: readonly Part[], column: number, pace: Pace): Promise<Frequent> {
  const counts = new Map<string, number>()
  for (const { segment, docs } of parts) {
    const keywords = segment.columns[column] as KeywordColumn
    const { terms } = keywords
    const its = new Int32Array(terms.size)
    keywords.eachTerm(docs, (term) => {
      its[term] = (its[term] as number) + 1
    })
    for (let term = 0; term < its.length; term++) {
      if (its[term] === 0) continue
      const value = terms.at(term)
      counts.set(value, (counts.get(value) ?? 0) + (its[term] as number))
      if ((term & 1023) === 1023 && pace.due) await pace.turn()
    }
    if (pace.due) await pace.turn()
  }
  return mostFrequent(counts)
}

export async function facets(
  parts: readonly Part[],
  columns: ReadonlyMap<string, number>,
  pace: Pace,
): Promise<{ readonly [field: string]: readonly (readonly [string, number])[] }> {
  const found: [string, readonly (readonly [string, number])[]][] = []
  for (const [field, column] of columns) found.push([field, facetOf(await frequencies(parts, column, pace))])
  return Object.fromEntries(found)
}

interface Counts {
  count: number
  readonly by: Map<string, number>
  readonly bins: Map<Bin, number>
}

export interface Axes {
  readonly intervalMs: number
  /** Column of keywords. */
  readonly by: number | undefined
  /** Column of numbers. */
  readonly distribution: number | undefined
}

export async function buckets(parts: readonly Part[], axes: Axes, pace: Pace): Promise<readonly Bucket[]> {
  const byTime = new Map<number, Counts>()
  const named = axes.by === undefined ? undefined : await frequencies(parts, axes.by, pace)
  for (const { segment, docs } of parts) {
    const places = placesOf(segment, docs, axes, byTime)
    for (const counts of places) counts.count++
    if (axes.by !== undefined && named !== undefined) {
      countBy(segment.columns[axes.by] as KeywordColumn, docs, places, named)
    }
    if (pace.due) await pace.turn()
    if (axes.distribution !== undefined) countBins(segment.columns[axes.distribution] as NumberColumn, docs, places)
    if (pace.due) await pace.turn()
  }
  return [...byTime].sort(([a], [b]) => a - b).map(([t, counts]) => bucketOf(t, counts, axes))
}

/** The bucket of each document. */
function placesOf(segment: Segment, docs: Uint16Array, axes: Axes, byTime: Map<number, Counts>): Counts[] {
  const places: Counts[] = []
  let start = Number.NaN
  let counts: Counts | undefined
  for (let i = 0; i < docs.length; i++) {
    const timestamp = segment.timestamps[docs[i] as number] as number
    // Neighbours are mostly of one bucket.
    if (counts === undefined || !(timestamp >= start && timestamp < start + axes.intervalMs)) {
      start = Math.floor(timestamp / axes.intervalMs) * axes.intervalMs
      counts = byTime.get(start)
      if (counts === undefined) {
        counts = { count: 0, by: new Map(), bins: new Map() }
        byTime.set(start, counts)
      }
    }
    places.push(counts)
  }
  return places
}

function countBy(column: KeywordColumn, docs: Uint16Array, places: readonly Counts[], { named }: Frequent): void {
  const names = new Map(named.map(([value]) => [column.terms.find(value), value]))
  column.eachTerm(docs, (term, i) => {
    const { by } = places[i] as Counts
    const name = names.get(term) ?? otherValues
    by.set(name, (by.get(name) ?? 0) + 1)
  })
}

function countBins(column: NumberColumn, docs: Uint16Array, places: readonly Counts[]): void {
  const { values } = column
  if (values === undefined) return
  const add = ({ bins }: Counts, bin: Bin) => bins.set(bin, (bins.get(bin) ?? 0) + 1)
  for (let i = 0; i < docs.length; i++) {
    const value = values[docs[i] as number] as number
    const counts = places[i] as Counts
    if (!Number.isNaN(value)) add(counts, binOf(value))
    else for (const bin of new Set(column.several(docs[i] as number)?.map(binOf))) add(counts, bin)
  }
}

function bucketOf(t: number, { count, by, bins }: Counts, axes: Axes): Bucket {
  return {
    t: isoOf(t),
    count,
    ...(axes.by === undefined ? {} : { by: Object.fromEntries(by) }),
    ...(axes.distribution === undefined
      ? {}
      : { bins: [...bins].sort(([a], [b]) => (a ?? -Infinity) - (b ?? -Infinity)) }),
  }
}
