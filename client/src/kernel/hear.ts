import { eventIdOfKey, keyOf } from '../../../src/domain/document/identity.js'
import { positionOf } from '../../../src/domain/document/order.js'
import { applyPatch } from '../../../src/domain/document/patch.js'
import type { Changed, Hits } from '../../../src/domain/wire/serverMessage.js'
import { drop, place, trim } from './place.js'
import { type Draft, higher, versionOf } from './view.js'

/** A message of what happened. It is trimmed once, at its end: what it removes may make room for what it adds. */
export function hear(draft: Draft, message: Hits): void {
  draft.cursor = higher(draft.cursor, message.cursor)
  for (const hit of message.hits) {
    place(draft, { key: keyOf(hit), version: hit.version, position: positionOf(hit), hit }, 'live')
  }
  for (const changed of message.changed ?? []) hearPatch(draft, changed)
  for (const { key, version } of message.removed ?? []) drop(draft, key, version)
  trim(draft)
}

function hearPatch(draft: Draft, changed: Changed): void {
  const { key, version, base } = changed
  if (version <= versionOf(draft, key)) return
  const held = draft.held.get(key)
  const hit = held?.version === base ? applyPatch(held, changed) : undefined
  place(draft, { key, version, position: [changed['@timestamp'], eventIdOfKey(key)], hit }, 'live')
}
