import type { Hit, Key } from '../../../src/domain/document/hit.js'
import type { Change } from '../api.js'
import type { KeyMap } from './keyMap.js'

/** Notes what one step does to each document, and tells the net of it. Lives no longer than the step. */
export class ChangeLog {
  readonly #before = new Map<Key, Hit | undefined>()
  readonly #latest = new Map<Key, Hit>()
  readonly #gone = new Set<Key>()

  isEmpty(): boolean {
    return this.#before.size === 0
  }

  /** To be called before a document's place in the view changes: `before` is what was shown of it. */
  touch(key: Key, before: Hit | undefined): void {
    if (!this.#before.has(key)) this.#before.set(key, before)
  }

  /** A version was told that matches, whether or not the view has room for it. */
  matches(key: Key, hit: Hit): void {
    this.#latest.set(key, hit)
    this.#gone.delete(key)
  }

  /** It no longer matches, rather than having to leave for newer ones. */
  gone(key: Key): void {
    this.#gone.add(key)
  }

  /** The net change up to the documents `held` now; undefined if there is none to speak of. */
  change(held: KeyMap<Hit>, dropped: number, snapshot: boolean): Change | undefined {
    if (!snapshot && !dropped && this.isEmpty()) return undefined
    const added: Hit[] = []
    const changed: { before: Hit; after: Hit }[] = []
    const removed: Hit[] = []
    const trimmed: Hit[] = []
    for (const [key, before] of this.#before) {
      const now = held.get(key)
      const latest = now ?? this.#latest.get(key)
      if (latest && !before) added.push(latest)
      if (latest && before && latest.version !== before.version) changed.push({ before, after: latest })
      const last = latest ?? before
      if (!now && last) (this.#gone.has(key) ? removed : trimmed).push(last)
    }
    return { added, changed, removed, trimmed, dropped, snapshot }
  }
}
