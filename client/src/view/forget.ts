import { type Draft, higher } from './draft.js'
import { KeyMap } from './keyMap.js'

/**
 * Rule 5, in two generations: when the younger holds more than its share, the older is forgotten, and what is still to
 * be read of it goes over. MUST NOT be called while an answer is awaited: it could bring a version older than one
 * forgotten. The floor rises to a cursor that lies above all that is forgotten; today's highest would do as well, but
 * it would put the hits that are just on their way in doubt, each to be fetched.
 */
export function forget(draft: Draft): void {
  if (draft.heard.size <= draft.remembers || !draft.sealed) return
  for (const key of draft.wanted.keys()) {
    const heard = draft.heardBefore.get(key)
    if (heard && !draft.heard.get(key)) draft.heard = draft.heard.with(key, heard)
  }
  draft.floor = higher(draft.floor, draft.heardUpTo)
  draft.heardBefore = draft.heard
  draft.heardUpTo = draft.cursor
  draft.heard = new KeyMap()
}
