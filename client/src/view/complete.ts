import type { Key } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { positionOf } from '../../../src/domain/document/order.js'
import type { SnapshotPart } from '../../../src/domain/wire/serverMessage.js'
import { type Draft, higher, isBeyond, letGo, newer, remember, versionOf, want } from './draft.js'
import { placeHit, trim } from './place.js'

/** Rules 3, 4 and 6: takes over a snapshot, all parts of it. */
export function complete(draft: Draft, mends: boolean, parts: readonly SnapshotPart[]): void {
  const hits = parts.flatMap((part) => part.hits)
  const keep = parts.flatMap((part) => part.keep ?? [])
  const { cursor = draft.cursor, end, total = 0, continuity = 'complete', missed = 0 } = parts.at(-1) as SnapshotPart
  draft.cursor = higher(draft.cursor, cursor)
  draft.floor = higher(draft.floor, cursor)
  draft.sealed = true

  const owed: Key[] = []
  let arrived = 0
  const listed = new Set([...hits.map(keyOf), ...keep.map(([key]) => key)])
  for (const hit of [...draft.order]) {
    const key = keyOf(hit)
    if (listed.has(key)) continue
    const appliedSince = draft.applied.get(key) === draft.queryId
    // Written after the snapshot was taken: had it ceased to match since, this subscription would have been told.
    if (appliedSince && hit.ingestedAt > cursor) {
      arrived++
      continue
    }
    letGo(draft, key, hit, isBeyond(positionOf(hit), end))
    if (appliedSince) owed.push(key)
  }
  draft.end = undefined
  for (const hit of hits) placeHit(draft, hit, 'snapshot')
  for (const [key, version] of keep) {
    if ((draft.held.get(key)?.version ?? 0) >= version) continue
    owed.push(key)
    if (versionOf(draft, key) <= version) remember(draft, key, version, true)
  }
  want(draft, owed)
  draft.owed = owed
  draft.end = newer(end, draft.passed)
  trim(draft)

  draft.countedTo = cursor
  draft.countedEnd = end
  draft.total = total + arrived
  if (mends) draft.missed = missed
  if (mends || continuity === 'lost') draft.continuity = continuity
  draft.completed = true
}
