import { type Draft, higher } from './view.js'

/**
 * Rule 5: keeps about `most` remembered versions, and those of keys still to be read. MUST NOT be called while an
 * answer is awaited: it could bring a version older than one forgotten. The floor rises to the highest cursor at the
 * last hearing of what is forgotten, which lies above every version told before; today's highest would do as well, but
 * it would put the hits that are just on their way in doubt, each to be fetched.
 */
export function forget(draft: Draft, most: number): void {
  if (draft.heard.size - draft.wanted.size <= most) return
  const entries = draft.heard.entries().filter(([key]) => !draft.wanted.has(key))
  if (entries.length <= most) return
  const oldestFirst = entries.sort((a, b) => a[1].nth - b[1].nth)
  for (const [key, heard] of oldestFirst.slice(0, entries.length - Math.floor((most * 3) / 4))) {
    draft.heard = draft.heard.without(key)
    draft.floor = higher(draft.floor, heard.cursor)
  }
}
