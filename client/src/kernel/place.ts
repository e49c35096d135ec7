import type { Hit, Key, Position } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { positionOf } from '../../../src/domain/document/order.js'
import { beyond, type Draft, hold, letGo, newer, remember, versionOf, want } from './view.js'

/** A version of a document that matches, as it was told. */
export interface Told {
  readonly key: Key
  readonly version: number
  readonly position: Position
  /** Undefined: told as a patch whose base is not held. */
  readonly hit: Hit | undefined
}

/**
 * `live`: as it happened, perhaps long ago. `read`: from the index, by key, in realtime. `snapshot`: listed by the
 * snapshot that is being taken over.
 */
export type Source = 'live' | 'read' | 'snapshot'

/** Rules 1, 4 and 6 for one version told: applied, passed over, fetched, or ignored. */
export function place(draft: Draft, told: Told, source: Source): void {
  const { key, version, hit } = told
  const held = draft.held.get(key)
  if (version < versionOf(draft, key)) return
  if (held?.version === version) {
    // Told again, perhaps under the queryId that the snapshot under way has, and before under another.
    noteApplied(draft, key, source)
    return
  }
  const heard = draft.heard.get(key)
  const known = held !== undefined || heard?.matches === true
  // A key that is wanted although it was just read has become doubtful since it was asked for.
  if (source !== 'read') draft.wanted = draft.wanted.without(key)
  if (beyond(told.position, draft.end)) {
    passOver(draft, told, known)
  } else if (hit === undefined || (source === 'live' && held === undefined && hit.ingestedAt <= draft.floor)) {
    remember(draft, key, version, known)
    want(draft, key)
    return
  } else {
    hold(draft, key, hit)
    noteApplied(draft, key, source)
  }
  if (source !== 'snapshot' && !known && hit !== undefined && hit.ingestedAt > draft.countedTo) draft.total++
}

function noteApplied(draft: Draft, key: Key, source: Source): void {
  if (source !== 'snapshot') draft.applied = draft.applied?.with(key, draft.queryId)
}

/** It matches and has no place in the view: only its version is remembered, and that there is something there. */
function passOver(draft: Draft, { key, version, position, hit }: Told, known: boolean): void {
  const held = draft.held.get(key)
  const toldBefore = held === undefined && known && draft.heard.get(key)?.version === version
  if (held !== undefined) letGo(draft, key, held, true)
  if (hit !== undefined && !toldBefore) {
    draft.log.touch(key, held)
    draft.log.matches(key, hit)
  }
  remember(draft, key, version, true)
  draft.passed = newer(draft.passed, position)
}

/** Rule 1 for a version that no longer matches: it drops only an older one. */
export function drop(draft: Draft, key: Key, version: number): void {
  if (version < versionOf(draft, key)) return
  const held = draft.held.get(key)
  if (held?.version === version) return
  if (held !== undefined || draft.heard.get(key)?.matches === true) draft.total = Math.max(0, draft.total - 1)
  if (held !== undefined) letGo(draft, key, held, false)
  remember(draft, key, version, false)
}

/** Rule 6: keeps `limit` documents, and remembers where those that had no room began. */
export function trim(draft: Draft): void {
  while (draft.order.length > draft.limit) {
    const oldest = draft.order.at(-1) as Hit
    letGo(draft, keyOf(oldest), oldest, true)
    draft.end = newer(draft.end, positionOf(oldest))
    draft.passed = newer(draft.passed, positionOf(oldest))
  }
}
