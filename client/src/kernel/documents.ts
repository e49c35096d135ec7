import type { Hit, Key } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { positionOf } from '../../../src/domain/document/order.js'
import { place, trim } from './place.js'
import { type Draft, letGo, versionOf, want } from './view.js'

/** What was asked to be read. */
export interface Asked {
  /** The highest version heard of then, by key. */
  readonly versions: ReadonlyMap<Key, number>
  readonly floor: string
}

/** Takes keys to be read out of those wanted, as many as one message carries. */
export function takeWanted(draft: Draft, fits: { keys: number; bytes: number }): Asked {
  const versions = new Map<Key, number>()
  let bytes = 0
  for (const [key] of draft.wanted.entries()) {
    bytes += wireLength(key)
    if (versions.size === fits.keys || (versions.size > 0 && bytes > fits.bytes)) break
    versions.set(key, versionOf(draft, key))
    draft.wanted = draft.wanted.without(key)
  }
  return { versions, floor: draft.floor }
}

/** Bytes of a key in a JSON list, at most: a UTF-16 unit is no more than three bytes of UTF-8. */
function wireLength(key: Key): number {
  return 3 * JSON.stringify(key).length + 1
}

/**
 * The answer to a read. What it leaves out did not match when it was read, so that every version heard of before is
 * outdated by one that does not. A snapshot that was completed since may know better: then it is read once more.
 */
export function read(draft: Draft, asked: Asked, hits: readonly Hit[]): void {
  const found = new Set<Key>()
  const outdated = draft.floor > asked.floor
  for (const hit of hits) {
    const key = keyOf(hit)
    found.add(key)
    if (outdated && hit.ingestedAt <= draft.floor && !draft.held.has(key)) want(draft, key)
    else place(draft, { key, version: hit.version, position: positionOf(hit), hit }, 'read')
  }
  for (const [key, version] of asked.versions) {
    const held = draft.held.get(key)
    if (!found.has(key) && held !== undefined && held.version <= version) letGo(draft, key, held, false)
  }
  trim(draft)
}
