import type { Hit, Position } from '../../domain/document/hit.js'
import type { Schema } from '../../domain/fields.js'
import type { Where } from '../../domain/query/where.js'
import type { SearchAnswer, SearchRequest } from '../../ports/hitIndex.js'
import { type Condition, conditionOf } from './condition.js'
import type { Documents, Source } from './documents.js'

/** What is answered to a search, of what this project asks for. */
export interface Found {
  readonly timed_out: boolean
  readonly _shards: { readonly failed: number }
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits: readonly { readonly _source: Source }[]
  }
  /** Absent where no index was asked. */
  readonly aggregations?: { readonly missed?: { readonly doc_count: number } }
}

/** The newest documents, how many there are in all, and how many were written lately: one search, one state of the index. */
export function searchBody(where: Where, request: SearchRequest, schema: Schema): object {
  const { limit, since, before } = request
  const condition = conditionOf(where, schema)
  return {
    query: { bool: { filter: [condition] } },
    size: limit,
    track_total_hits: true,
    sort: [
      { '@timestamp': { order: 'desc', unmapped_type: 'date' } },
      { eventId: { order: 'asc', unmapped_type: 'keyword' } },
    ],
    ...(before === undefined ? {} : { search_after: before }),
    ...(since === undefined ? {} : { aggs: { missed: { filter: writtenAfter(since, before) } } }),
  }
}

function writtenAfter(since: string, before: Position | undefined): Condition {
  const lately: Condition = { range: { ingestedAt: { gt: since } } }
  return before === undefined ? lately : { bool: { filter: [lately, behind(before)] } }
}

/** What stands after a position in the order of a view. */
function behind([timestamp, eventId]: Position): Condition {
  const older: Condition = { range: { '@timestamp': { lt: timestamp } } }
  const tied: Condition = {
    bool: { filter: [{ term: { '@timestamp': { value: timestamp } } }, { range: { eventId: { gt: eventId } } }] },
  }
  return { bool: { should: [older, tied], minimum_should_match: 1 } }
}

/** Day indices come and go by retention, never by accident: nothing is lost up to any time. */
const always = new Date(0).toISOString()

export function answerOf(found: Found, { since }: SearchRequest, documents: Documents): SearchAnswer {
  const hits = found.hits.hits.map((hit) => documents.decode(hit._source).hit)
  const lately = found.aggregations?.missed?.doc_count ?? 0
  const shown = since === undefined ? 0 : hits.filter((hit: Hit) => hit.ingestedAt > since).length
  return { hits, total: found.hits.total.value, missed: lately - shown, heldSince: always }
}
