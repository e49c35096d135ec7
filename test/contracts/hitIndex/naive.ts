import type { Hit } from '../../../src/domain/document/hit.js'
import { comparePositions, compareUtf8, positionOf } from '../../../src/domain/document/order.js'
import { ignoreAbove, type Schema } from '../../../src/domain/fields.js'
import type { Json, JsonObject } from '../../../src/domain/json.js'
import { binOf } from '../../../src/domain/summary/bins.js'
import type { Summary, SummaryRequest } from '../../../src/domain/summary/summary.js'
import type { SearchRequest } from '../../../src/ports/hitIndex.js'
import { matchesNaively } from '../../domain/query/naive.js'

/** What a search must answer, by filtering and sorting all there is. */
export function searchNaively(all: Iterable<Hit>, where: JsonObject, request: SearchRequest, schema: Schema) {
  const matching = [...all]
    .filter((hit) => matchesNaively(where, hit, schema))
    .sort((a, b) => comparePositions(positionOf(a), positionOf(b)))
  const { before, limit, since } = request
  const after = matching.filter((hit) => before === undefined || comparePositions(positionOf(hit), before) > 0)
  const beyond = after.slice(limit).filter((hit) => since !== undefined && hit.ingestedAt > since)
  return { hits: after.slice(0, limit), total: matching.length, missed: beyond.length }
}

/** What a summary must answer, document by document. */
export function summarizeNaively(
  all: Iterable<Hit>,
  where: JsonObject,
  request: SummaryRequest,
  schema: Schema,
  asOf: string,
): Summary {
  const { intervalMs } = request
  const bucketOf = (iso: string) => Math.floor(Date.parse(iso) / intervalMs) * intervalMs
  const counted = [...all].filter(
    (hit) =>
      matchesNaively(where, hit, schema) &&
      hit.ingestedAt <= asOf &&
      bucketOf(hit['@timestamp']) >= bucketOf(request.from),
  )
  const { by, distribution } = request
  const names = by === undefined ? new Set<Json>() : new Set(topTen(counted, by).map(([value]) => value))
  const times = [...new Set(counted.map((hit) => bucketOf(hit['@timestamp'])))].sort((a, b) => a - b)
  const buckets = times.map((t) => {
    const inside = counted.filter((hit) => bucketOf(hit['@timestamp']) === t)
    const named = (field: string) =>
      inside.flatMap((hit) => keywords(hit, field).map((value) => (names.has(value) ? value : 'other')))
    const bins = (field: string) => inside.flatMap((hit) => [...new Set(numbers(hit, field).map(binOf))])
    return {
      t: new Date(t).toISOString(),
      count: inside.length,
      ...(by === undefined ? {} : { by: Object.fromEntries(tally(named(by))) }),
      ...(distribution === undefined
        ? {}
        : { bins: tally(bins(distribution)).sort(([a], [b]) => (a ?? -1e9) - (b ?? -1e9)) }),
    }
  })
  const facets = request.facets.map((field) => {
    const named = topTen(counted, field)
    const all = counted.flatMap((hit) => keywords(hit, field)).length
    const other = all - named.reduce((sum, [, n]) => sum + n, 0)
    return [field, other > 0 ? [...named, ['other', other] as const] : named] as const
  })
  return {
    asOf,
    total: counted.length,
    buckets,
    ...(facets.length === 0 ? {} : { facets: Object.fromEntries(facets) }),
  }
}

function topTen(hits: readonly Hit[], field: string): [string, number][] {
  return tally(hits.flatMap((hit) => keywords(hit, field)))
    .filter(([value]) => value !== 'other')
    .sort(([a, n], [b, m]) => m - n || compareUtf8(a, b))
    .slice(0, 10)
}

function tally<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
}

function valuesOf(hit: Hit, field: string): readonly Json[] {
  const value = Object.hasOwn(hit, field) ? (hit[field] as Json) : null
  return Array.isArray(value) ? value : [value]
}

function keywords(hit: Hit, field: string): readonly string[] {
  const strings = valuesOf(hit, field).filter((value) => typeof value === 'string')
  return [...new Set(strings.filter((value) => value.length <= ignoreAbove))]
}

function numbers(hit: Hit, field: string): readonly number[] {
  return valuesOf(hit, field).filter((value) => typeof value === 'number')
}
