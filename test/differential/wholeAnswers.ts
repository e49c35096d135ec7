import fc from 'fast-check'
import { positionOf } from '../../src/domain/document/order.js'
import type { Where } from '../../src/domain/query/where.js'
import type { Summary, SummaryRequest } from '../../src/domain/summary/summary.js'
import type { SearchRequest } from '../../src/ports/hitIndex.js'
import type { Corpus } from './corpus.js'
import { now } from './documents.js'

interface Asked<T> {
  readonly where: Where
  readonly request: T
}

const around = fc.integer({ min: -600, max: 600 }).map((ms) => new Date(now + ms).toISOString())
const keyword = fc.constantFrom('service', 'eventType', 'boost')
const number = fc.constantFrom('status', 'value', 'ratio', 'range')

/** Searches with all that can be asked of them. */
export function wholeRequests(seed: number, { hits, questions }: Corpus): readonly Asked<SearchRequest>[] {
  const request = fc.record(
    { limit: fc.constantFrom(0, 1, 10, 100, 1000), since: around, before: fc.constantFrom(...hits.map(positionOf)) },
    { requiredKeys: ['limit'] },
  )
  return fc.sample(fc.record({ where: wheres(questions), request }), { seed, numRuns: 60 })
}

/** Charts of everything, of most, and of little. */
export function summaryRequests(seed: number, { questions }: Corpus): readonly Asked<SummaryRequest>[] {
  // As many buckets as a client may ask for.
  const times = fc.record({
    intervalMs: fc.constantFrom(1000, 7000, 60_000, 3_600_000, 86_400_000),
    intervals: fc.constantFrom(0, 1, 3, 60, 399),
  })
  const rest = fc.record(
    { by: keyword, distribution: number, facets: fc.uniqueArray(keyword, { maxLength: 3 }) },
    { requiredKeys: ['facets'] },
  )
  const request = fc.tuple(times, rest).map(([{ intervalMs, intervals }, more]): SummaryRequest => {
    return { ...more, intervalMs, from: new Date(now - intervals * intervalMs).toISOString() }
  })
  return fc.sample(fc.record({ where: wheres(questions), request }), { seed, numRuns: 80 })
}

function wheres(questions: Corpus['questions']): fc.Arbitrary<Where> {
  const all: Where = { op: 'all' }
  return fc.oneof(fc.constant(all), fc.constantFrom(...questions.map(({ where }) => where)))
}

/** How many numbers a summary tells. */
export function numbersOf({ buckets, facets }: Summary): number {
  const told = buckets.map(({ by, bins }) => 1 + Object.keys(by ?? {}).length + (bins ?? []).length)
  const named = Object.values(facets ?? {}).map((counts) => counts.length)
  return [1, ...told, ...named].reduce((sum, count) => sum + count, 0)
}
