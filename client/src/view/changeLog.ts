import type { Hit, Key } from '../../../src/domain/document/hit.js'
import type { Change } from '../api.js'
import type { KeyMap } from './keyMap.js'

/** Notes what one step does to each document, and tells the net of it. Lives no longer than the step. */
export interface ChangeLog {
  /** To be called before a document's place in the view changes: `before` is what was shown of it. */
  readonly touch: (key: Key, before: Hit | undefined) => void
  /** A version was told that matches, whether or not the view has room for it. */
  readonly matches: (key: Key, hit: Hit) => void
  /** It no longer matches, rather than having to leave for newer ones. */
  readonly gone: (key: Key) => void
  readonly isEmpty: () => boolean
  /** The net change up to the documents `held` now; undefined if there is none to speak of. */
  readonly change: (held: KeyMap<Hit>, dropped: number, snapshot: boolean) => Change | undefined
}

export function changeLog(): ChangeLog {
  const befores = new Map<Key, Hit | undefined>()
  const latests = new Map<Key, Hit>()
  const leavers = new Set<Key>()
  return {
    touch(key, before) {
      if (!befores.has(key)) befores.set(key, before)
    },
    matches(key, hit) {
      latests.set(key, hit)
      leavers.delete(key)
    },
    gone: (key) => leavers.add(key),
    isEmpty: () => !befores.size,
    change(held, dropped, snapshot) {
      if (!snapshot && !dropped && !befores.size) return undefined
      const added: Hit[] = []
      const changed: { before: Hit; after: Hit }[] = []
      const removed: Hit[] = []
      const trimmed: Hit[] = []
      for (const [key, before] of befores) {
        const now = held.get(key)
        const latest = now ?? latests.get(key)
        if (latest && !before) added.push(latest)
        if (latest && before && latest.version !== before.version) changed.push({ before, after: latest })
        const last = latest ?? before
        if (!now && last) (leavers.has(key) ? removed : trimmed).push(last)
      }
      return { added, changed, removed, trimmed, dropped, snapshot }
    },
  }
}
