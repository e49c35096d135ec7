import type { Hit, Key, Position } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { positionOf } from '../../../src/domain/document/order.js'
import { type Draft, heardOf, hold, isBeyond, letGo, newer, passedOver, remember, versionOf, want } from './draft.js'

/**
 * `live`: as it happened, perhaps long ago. `read`: from the index, by key, in realtime. `snapshot`: listed by the
 * snapshot that is being taken over.
 */
export type Source = 'live' | 'read' | 'snapshot'

export function placeHit(draft: Draft, hit: Hit, source: Source): void {
  place(draft, keyOf(hit), hit.version, positionOf(hit), hit, source)
}

/**
 * Rules 1, 4 and 6 for one version told: applied, passed over, wanted whole, or ignored. `hit` is undefined where it
 * was told as a patch whose base is not held.
 */
export function place(
  draft: Draft,
  key: Key,
  version: number,
  position: Position,
  hit: Hit | undefined,
  source: Source,
): void {
  if (version < versionOf(draft, key)) return
  const held = draft.held.get(key)
  if (held?.version === version) {
    // Told again, perhaps now under the queryId of the snapshot under way, and before under another.
    noteApplied(draft, key)
    return
  }
  const heard = heardOf(draft, key)
  const known = !!held || !!heard?.matches
  draft.wanted = draft.wanted.without(key)
  if (isBeyond(position, draft.end)) {
    if (held) letGo(draft, key, held, true)
    if (hit && !(heard?.matches && heard.version === version)) {
      draft.log.touch(key, held)
      draft.log.matches(key, hit)
    }
    remember(draft, key, version, true)
    passedOver(draft, position)
  } else if (!hit || (source === 'live' && !held && hit.ingestedAt <= draft.floor)) {
    remember(draft, key, version, known)
    want(draft, [key])
    return
  } else {
    hold(draft, key, hit)
    noteApplied(draft, key)
  }
  if (source === 'snapshot' || known || !hit) return
  // One that was on its way into the index when the snapshot was taken is not in its count, whatever its time says.
  if (hit.ingestedAt > draft.countedTo || !isBeyond(position, draft.countedEnd)) draft.total++
}

function noteApplied(draft: Draft, key: Key): void {
  if (draft.request) draft.applied = draft.applied.with(key, draft.queryId ?? '')
}

/** Rule 1 for a version that no longer matches: it drops only an older one. */
export function drop(draft: Draft, key: Key, version: number): void {
  const held = draft.held.get(key)
  if (version < versionOf(draft, key) || held?.version === version) return
  if (held || heardOf(draft, key)?.matches) draft.total = Math.max(0, draft.total - 1)
  if (held) letGo(draft, key, held, false)
  remember(draft, key, version, false)
}

/** Rule 6: keeps `limit` documents and nothing beyond the end, and remembers where those that had no room began. */
export function trim(draft: Draft): void {
  for (;;) {
    const oldest = draft.order.at(-1)
    if (!oldest) return
    const position = positionOf(oldest)
    if (draft.order.length > draft.limit) {
      draft.end = newer(draft.end, position)
      passedOver(draft, position)
    } else if (!isBeyond(position, draft.end)) return
    letGo(draft, keyOf(oldest), oldest, true)
  }
}
