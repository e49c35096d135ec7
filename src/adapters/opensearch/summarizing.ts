import type { Schema } from '../../domain/fields.js'
import type { Where } from '../../domain/query/where.js'
import type { Bin } from '../../domain/summary/bins.js'
import { type Frequent, facetOf, mostFrequent, otherValues } from '../../domain/summary/frequent.js'
import { bucketStart } from '../../domain/summary/intervals.js'
import type { Summary, SummaryRequest } from '../../domain/summary/summary.js'
import type { Bucket } from '../../domain/wire/serverMessage.js'
import { type Condition, conditionOf } from './condition.js'
import { noBin } from './documents.js'
import { binsField } from './mapping.js'
import type { Searches } from './searches.js'

/** A value and its count, as the index answers. */
interface Counted {
  readonly key: string
  readonly doc_count: number
}

interface Terms {
  readonly buckets: readonly Counted[]
}

/** Of one field: its values in all, and those of them that are named. */
interface Named {
  readonly doc_count: number
  readonly all: { readonly value: number }
  readonly named?: Terms
}

interface TimeBucket {
  readonly key: number
  readonly doc_count: number
  readonly by?: Named
  readonly bins?: { readonly buckets: readonly { readonly key: number; readonly doc_count: number }[] }
}

interface Answer {
  readonly timed_out: boolean
  readonly _shards: { readonly failed: number }
  readonly hits: { readonly total: { readonly value: number } }
  readonly aggregations?: { readonly [name: string]: unknown }
}

/** A shard tells so many of its most frequent values: the ten of all shards are found among them. */
const toldByShard = 10_000
/** The server answers 65,535 buckets at most; a time bucket has its names and its bins inside. */
const bucketsASearch = 50_000
const usualBins = 128
/** All bins that there are. */
const mostBins = 12_700

interface Span {
  readonly start: number
  /** Exclusive; undefined: open. */
  readonly end: number | undefined
}

/**
 * The past of a chart, counted by the index. Names are chosen first, since what is not named is counted together; then
 * their counts are exact. Documents written later than `now` are left out, so that all searches count the same ones.
 */
export async function summarize(
  searches: Searches,
  where: Where,
  request: SummaryRequest,
  { schema, now }: { readonly schema: Schema; readonly now: number },
): Promise<Summary> {
  const asOf = new Date(now).toISOString()
  const start = bucketStart(Date.parse(request.from), request.intervalMs)
  const condition = conditionOf(where, schema)
  const within = ({ start, end }: Span): object => ({
    query: {
      bool: {
        filter: [
          condition,
          { range: { ingestedAt: { lte: asOf } } },
          { range: { '@timestamp': { gte: isoOf(start), ...(end === undefined ? {} : { lt: isoOf(end) }) } } },
        ] satisfies Condition[],
      },
    },
    size: 0,
    track_total_hits: true,
  })
  const all = { start, end: undefined }
  const fields = [...new Set([...request.facets, ...(request.by === undefined ? [] : [request.by])])]
  const names = await namesOf(searches, within(all), fields)
  const facets = Object.fromEntries(request.facets.map((field, i) => [`facet${i}`, counted(field, names)] as const))
  const times = histogram(request, names)
  // Mostly one search has room for everything.
  const parts = [...spans(start, now, request, names)]
  const apart = parts.length > 1
  const answers: Answer[] = []
  for (const part of parts) {
    answers.push(await searches.search<Answer>({ ...within(part), aggs: apart ? { times } : { times, ...facets } }))
  }
  const totals = apart ? await searches.search<Answer>({ ...within(all), aggs: facets }) : (answers[0] as Answer)
  const buckets = answers.flatMap(({ aggregations }) => {
    const found = aggregations?.['times'] as { readonly buckets: readonly TimeBucket[] } | undefined
    return (found?.buckets ?? []).map(bucketOf)
  })
  const told = request.facets.map((field, i) => {
    const found = totals.aggregations?.[`facet${i}`] as Named | undefined
    return [field, facetOf(found === undefined ? { named: [], other: 0 } : frequentOf(found))] as const
  })
  return {
    asOf,
    total: totals.hits.total.value,
    buckets,
    ...(told.length === 0 ? {} : { facets: Object.fromEntries(told) }),
  }
}

/** The ten most frequent values of each field. */
async function namesOf(
  searches: Searches,
  query: object,
  fields: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (fields.length === 0) return new Map()
  const aggs = fields.map((field, i) => {
    const terms = { field, size: 10, shard_size: toldByShard, exclude: [otherValues] }
    return [`names${i}`, { terms }] as const
  })
  const { aggregations } = await searches.search<Answer>({ ...query, aggs: Object.fromEntries(aggs) })
  return new Map(
    fields.map((field, i) => {
      const { buckets } = (aggregations?.[`names${i}`] as Terms | undefined) ?? { buckets: [] }
      const { named } = mostFrequent(buckets.map(({ key, doc_count }) => [key, doc_count] as const))
      return [field, named.map(([value]) => value)]
    }),
  )
}

/** Counts of one field's named values, and how many values there are in all: an array counts once a distinct value. */
function counted(field: string, names: ReadonlyMap<string, readonly string[]>): object {
  const include = names.get(field) ?? []
  const all = { value_count: { field } }
  const named = { terms: { field, size: Math.max(1, include.length), include } }
  return { filter: { match_all: {} }, aggs: include.length === 0 ? { all } : { all, named } }
}

function histogram({ intervalMs, by, distribution }: SummaryRequest, names: ReadonlyMap<string, readonly string[]>) {
  const inside = {
    ...(by === undefined ? {} : { by: counted(by, names) }),
    ...(distribution === undefined
      ? {}
      : { bins: { terms: { field: binsField(distribution), size: mostBins, order: { _key: 'asc' } } } }),
  }
  const times = { field: '@timestamp', fixed_interval: `${intervalMs}ms`, min_doc_count: 1 }
  return { date_histogram: times, aggs: inside }
}

/** Cuts the time into as many searches as keep below the server's limit. */
function* spans(
  start: number,
  now: number,
  { intervalMs, by, distribution }: SummaryRequest,
  names: ReadonlyMap<string, readonly string[]>,
): Generator<Span> {
  const named = by === undefined ? 0 : 1 + (names.get(by)?.length ?? 0)
  const each = 1 + named + (distribution === undefined ? 0 : usualBins)
  const step = Math.max(1, Math.floor(bucketsASearch / each)) * intervalMs
  let from = start
  for (; from + step <= now; from += step) yield { start: from, end: from + step }
  yield { start: from, end: undefined }
}

function bucketOf({ key, doc_count, by, bins }: TimeBucket): Bucket {
  return {
    t: isoOf(key),
    count: doc_count,
    ...(by === undefined ? {} : { by: Object.fromEntries(facetOf(frequentOf(by))) }),
    ...(bins === undefined
      ? {}
      : { bins: bins.buckets.map((bin): [Bin, number] => [bin.key === noBin ? null : bin.key, bin.doc_count]) }),
  }
}

function frequentOf({ all, named }: Named): Frequent {
  const counts = (named?.buckets ?? []).map(({ key, doc_count }) => [key, doc_count] as const)
  const those = counts.reduce((sum, [, count]) => sum + count, 0)
  return { named: mostFrequent(counts).named, other: all.value - those }
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
