import type { Hit, Key } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { positionOf } from '../../../src/domain/document/order.js'
import type { SnapshotPart } from '../../../src/domain/wire/serverMessage.js'
import { place, trim } from './place.js'
import { beyond, type Draft, higher, letGo, newer, remember, versionOf, want } from './view.js'

/** Rules 3, 4 and 6: takes over a snapshot, all parts of it. Answers the keys that must be fetched for it. */
export function complete(draft: Draft, parts: readonly SnapshotPart[]): ReadonlySet<Key> {
  const last = parts.at(-1) as SnapshotPart
  const hits = parts.flatMap((part) => part.hits)
  const keep = parts.flatMap((part) => part.keep ?? [])
  const cursor = last.cursor ?? draft.cursor
  const end = newer(last.end, draft.passed)
  const applied = draft.applied
  draft.cursor = higher(draft.cursor, cursor)
  draft.floor = higher(draft.floor, cursor)

  const owed = new Set<Key>()
  const listed = new Set<Key>([...hits.map(keyOf), ...keep.map(([key]) => key)])
  for (const hit of [...draft.order]) {
    const key = keyOf(hit)
    if (listed.has(key)) continue
    const appliedSince = applied?.has(key) && applied.get(key) === draft.queryId
    // Written after the snapshot was taken: had it ceased to match since, this subscription would have been told.
    if (appliedSince && hit.ingestedAt > cursor) continue
    letGo(draft, key, hit, beyond(positionOf(hit), last.end))
    if (appliedSince) owed.add(key)
  }
  draft.end = undefined
  for (const hit of hits) {
    place(draft, { key: keyOf(hit), version: hit.version, position: positionOf(hit), hit }, 'snapshot')
  }
  for (const [key, version] of keep) {
    if ((draft.held.get(key)?.version ?? 0) >= version) continue
    owed.add(key)
    if (versionOf(draft, key) <= version) remember(draft, key, version, true)
  }
  for (const key of owed) want(draft, key)

  draft.end = end
  leaveBeyondEnd(draft)
  trim(draft)
  draft.applied = undefined
  draft.countedTo = cursor
  draft.total = (last.total ?? 0) + draft.order.filter((hit) => hit.ingestedAt > cursor).length
  return owed
}

function leaveBeyondEnd(draft: Draft): void {
  for (let oldest = draft.order.at(-1); oldest !== undefined; oldest = draft.order.at(-1)) {
    if (!beyond(positionOf(oldest as Hit), draft.end)) return
    letGo(draft, keyOf(oldest), oldest, true)
  }
}
