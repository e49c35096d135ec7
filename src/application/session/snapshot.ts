import type { Hit, Position } from '../../domain/document/hit.js'
import { keyOf } from '../../domain/document/identity.js'
import { positionOf } from '../../domain/document/order.js'
import type { Query } from '../../domain/query/query.js'
import { type SnapshotEnd, snapshotMessage } from '../../domain/wire/outlines.js'
import { type Item, itemBytes, itemOf, type Outline } from '../../domain/wire/pack.js'
import { fit } from '../../domain/wire/truncate.js'
import type { SessionParts } from './parts.js'

export interface SnapshotRequest {
  readonly ref: string
  readonly query: Query
  readonly limit: number
  /** ISO cursor; tells the view shortly. */
  readonly since?: string
}

/**
 * The view of a query, from one search. Its subscriber MUST be registered before: what is written after the search is
 * told live, what was written before is found by it, since the refresh comes in between.
 */
export async function snapshot(parts: SessionParts, request: SnapshotRequest): Promise<Outline> {
  const { index, catchUp, clock, settings } = parts
  const { ref, query, limit, since } = request
  await catchUp.caughtUp()
  const answer = await index.search(query.where, { limit, ...(since === undefined ? {} : { since }) })
  // After the search, so that whatever the search could have seen superseded lies at or below the cursor.
  const now = clock.now()
  const end: SnapshotEnd = {
    total: answer.total,
    cursor: new Date(now + settings.maxSkewMs).toISOString(),
    ...endOf(answer.hits, limit),
    continuity:
      since === undefined || holdsAll(since, answer.heldSince, now - settings.retentionMs) ? 'complete' : 'lost',
    missed: since === undefined ? 0 : answer.missed,
  }
  if (since === undefined) return snapshotMessage(ref, query.queryId, answer.hits.map(hitItem), undefined, end)
  const written = answer.hits.filter((hit) => hit.ingestedAt > since)
  const others = answer.hits.filter((hit) => hit.ingestedAt <= since)
  const keep = others.map((hit) => itemOf([keyOf(hit), hit.version]))
  return snapshotMessage(ref, query.queryId, written.map(hitItem), keep, end)
}

/** A document as an answer has it: serialised when its frame is made, since answers of megabytes go out bit by bit. */
export function hitItem(hit: Hit): Item {
  let made: Item | undefined
  const whole = () => (made ??= fit(hit, itemBytes))
  return {
    get text() {
      return whole().text
    },
    get bytes() {
      return whole().bytes
    },
  }
}

/** The last position of a full view: there may be more behind it. */
export function endOf(hits: readonly Hit[], limit: number): { readonly end?: Position } {
  const last = hits[limit - 1]
  return last === undefined ? {} : { end: positionOf(last) }
}

function holdsAll(since: string, heldSince: string, retention: number): boolean {
  return since >= heldSince && Date.parse(since) >= retention
}
