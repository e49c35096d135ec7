import { type Bin, binOf } from '../../../domain/summary/bins.js'
import { type Frequent, otherValues } from '../../../domain/summary/frequent.js'
import type { Bucket } from '../../../domain/wire/serverMessage.js'
import { frequencies } from './frequencies.js'
import { isoOf } from './instant.js'
import type { KeywordColumn } from './keywordColumn.js'
import type { NumberColumn } from './numberColumn.js'
import type { Pace } from './pace.js'
import type { Part } from './parts.js'

export interface Axes {
  readonly intervalMs: number
  /** Column of keywords. */
  readonly by: number | undefined
  /** Column of numbers. */
  readonly distribution: number | undefined
}

/** Counts by time, of the buckets that have any; a bucket's place is its number as it first came. */
interface Counts {
  readonly places: Map<number, number>
  readonly count: number[]
  /** A row a bucket: the named values, then all others. */
  readonly by: number[]
  /** By bucket and bin. */
  readonly bins: Map<number, number>
}

export async function bucketsOf(parts: readonly Part[], axes: Axes, pace: Pace): Promise<readonly Bucket[]> {
  const named = axes.by === undefined ? undefined : await frequencies(parts, axes.by, pace)
  const counts: Counts = { places: new Map(), count: [], by: [], bins: new Map() }
  const width = (named?.named.length ?? 0) + 1
  for (const { segment, docs } of parts) {
    const places = countTimes(segment.timestamps, docs, axes.intervalMs, counts)
    if (pace.due) await pace.turn()
    if (axes.by !== undefined && named !== undefined) {
      while (counts.by.length < counts.count.length * width) counts.by.push(0)
      countValues(segment.columns[axes.by] as KeywordColumn, docs, places, named, counts.by)
      if (pace.due) await pace.turn()
    }
    if (axes.distribution !== undefined) {
      countBins(segment.columns[axes.distribution] as NumberColumn, docs, places, counts.bins)
      if (pace.due) await pace.turn()
    }
  }
  return assembled(counts, named, axes)
}

/** Answers the place of each document's bucket. */
function countTimes(timestamps: Float64Array, docs: Uint16Array, intervalMs: number, counts: Counts): Uint32Array {
  const places = new Uint32Array(docs.length)
  let start = Number.NaN
  let place = 0
  for (let i = 0; i < docs.length; i++) {
    const timestamp = timestamps[docs[i] as number] as number
    // Neighbours are mostly of one bucket.
    if (!(timestamp >= start && timestamp < start + intervalMs)) {
      start = Math.floor(timestamp / intervalMs) * intervalMs
      const known = counts.places.get(start)
      place = known ?? counts.count.length
      if (known === undefined) {
        counts.places.set(start, place)
        counts.count.push(0)
      }
    }
    places[i] = place
    counts.count[place] = (counts.count[place] as number) + 1
  }
  return places
}

function countValues(
  column: KeywordColumn,
  docs: Uint16Array,
  places: Uint32Array,
  { named }: Frequent,
  by: number[],
): void {
  const width = named.length + 1
  const at = new Uint8Array(column.terms.size).fill(named.length)
  named.forEach(([value], i) => {
    const term = column.terms.find(value)
    if (term >= 0) at[term] = i
  })
  column.eachTerm(docs, (term, i) => {
    const cell = (places[i] as number) * width + (at[term] as number)
    by[cell] = (by[cell] as number) + 1
  })
}

function countBins(column: NumberColumn, docs: Uint16Array, places: Uint32Array, bins: Map<number, number>): void {
  const { values } = column
  if (values === undefined) return
  const add = (place: number, code: number) => {
    const cell = place * codes + code
    bins.set(cell, (bins.get(cell) ?? 0) + 1)
  }
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i] as number
    const value = values[doc] as number
    if (!Number.isNaN(value)) add(places[i] as number, codeOf(value))
    else for (const code of new Set(column.several(doc)?.map(codeOf))) add(places[i] as number, code)
  }
}

/** Bins of doubles lie between -6,480 and 6,165: as a code they are positive, and 0 is `null`. */
const codes = 16_384
const middleCode = codes / 2

/** Most values are small whole numbers: their bins are remembered. */
const known = new Uint16Array(16_384).fill(codes)

function codeOf(value: number): number {
  const small = value >= 0 && value < known.length && Number.isInteger(value)
  if (small && known[value] !== codes) return known[value] as number
  const bin = binOf(value)
  const code = bin === null ? 0 : bin + middleCode
  if (small) known[value] = code
  return code
}

function assembled(counts: Counts, named: Frequent | undefined, axes: Axes): readonly Bucket[] {
  const bins: [Bin, number][][] = counts.count.map(() => [])
  // By code, so that each bucket has its bins in ascending order, null first.
  for (const [cell, count] of [...counts.bins].sort(([a], [b]) => a - b)) {
    const code = cell % codes
    bins[Math.floor(cell / codes)]?.push([code === 0 ? null : code - middleCode, count])
  }
  const names = [...(named?.named.map(([value]) => value) ?? []), otherValues]
  const buckets: Bucket[] = []
  for (const [start, place] of [...counts.places].sort(([a], [b]) => a - b)) {
    const by = names.map((name, i) => [name, counts.by[place * names.length + i] ?? 0] as const)
    buckets.push({
      t: isoOf(start),
      count: counts.count[place] as number,
      ...(axes.by === undefined ? {} : { by: Object.fromEntries(by.filter(([, count]) => count > 0)) }),
      ...(axes.distribution === undefined ? {} : { bins: bins[place] as [Bin, number][] }),
    })
  }
  return buckets
}
