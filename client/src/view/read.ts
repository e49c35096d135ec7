import type { Hit, Key } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { type Draft, letGo, newRef, versionOf, want } from './draft.js'
import { fetchKeys, frameBytes } from './limits.js'
import { placeHit, trim } from './place.js'
import { type Fetching, wantsFetch } from './query.js'

/** Beside its keys, a fetch is shorter than this many bytes. */
const envelope = 1024

/** Has wanted keys read, as many as one message carries. */
export function fetch(draft: Draft): void {
  if (!wantsFetch(draft)) return
  const asked = new Map<Key, number>()
  let bytes = envelope
  for (const key of draft.wanted.keys()) {
    // In JSON a UTF-16 unit is no more than three bytes of UTF-8, once it is escaped.
    bytes += 3 * JSON.stringify(key).length + 1
    if (asked.size === fetchKeys || (asked.size > 0 && bytes > frameBytes)) break
    asked.set(key, versionOf(draft, key))
    draft.wanted = draft.wanted.without(key)
  }
  const id = newRef(draft)
  draft.fetching = { id, asked, floor: draft.floor }
  draft.effects.push({ do: 'fetch', id, queryId: draft.queryId ?? '', keys: [...asked.keys()] })
}

/**
 * The answer to a fetch. What it leaves out did not match when it was read, so that every version heard of before is
 * outdated by one that does not. A snapshot that was completed since may know better: then it is read once more.
 */
export function read(draft: Draft, { asked, floor }: Fetching, hits: readonly Hit[]): void {
  draft.fetching = undefined
  const found = new Set<Key>()
  for (const hit of hits) {
    const key = keyOf(hit)
    found.add(key)
    if (draft.floor > floor && hit.ingestedAt <= draft.floor && !draft.held.get(key)) want(draft, [key])
    else placeHit(draft, hit, 'read')
  }
  for (const [key, version] of asked) {
    const held = draft.held.get(key)
    if (held && !found.has(key) && held.version <= version) letGo(draft, key, held, false)
  }
  trim(draft)
}

/** It will not be answered: its keys are wanted as before. */
export function unread(draft: Draft): void {
  want(draft, draft.fetching?.asked.keys() ?? [])
  draft.fetching = undefined
}
