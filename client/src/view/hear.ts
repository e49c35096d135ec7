import { eventIdOfKey } from '../../../src/domain/document/identity.js'
import { applyPatch } from '../../../src/domain/document/patch.js'
import type { Hits } from '../../../src/domain/wire/serverMessage.js'
import { type Draft, higher, versionOf } from './draft.js'
import { drop, place, placeHit, trim } from './place.js'

/** A message of what happened. It is trimmed once, at its end: what it removes may make room for what it adds. */
export function hear(draft: Draft, { hits, changed = [], removed = [], dropped = 0, cursor }: Hits): void {
  draft.cursor = higher(draft.cursor, cursor)
  draft.sealed = !!cursor
  draft.dropped += dropped
  for (const hit of hits) placeHit(draft, hit, 'live')
  for (const patch of changed) {
    const { key, version, base } = patch
    if (version < versionOf(draft, key)) continue
    const held = draft.held.get(key)
    const hit = held?.version === base ? applyPatch(held, patch) : undefined
    place(draft, key, version, [patch['@timestamp'], eventIdOfKey(key)], hit, 'live')
  }
  for (const { key, version } of removed) drop(draft, key, version)
  trim(draft)
}
