import type { Hit, Key } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { comparePositions, positionOf } from '../../../src/domain/document/order.js'

export type Mark = 'new' | 'updated' | 'gone'
export type Item =
  | { readonly kind: 'hit'; readonly hit: Hit; readonly part: 'view' | 'older' | 'past' }
  /** `end` of the view, a `gap` in it, or the `tail` of what was scrolled back to. */
  | { readonly kind: 'line'; readonly line: 'end' | 'gap' | 'tail' }

export const markMs = { new: 900, updated: 1600, gone: 1200 } as const
/** With `pastLimit` and a view of 1,000, its held copy and its rows beyond a gap, 10,000 hits in all. */
export const olderLimit = 7_000
const ghostLimit = 50
/** Marks are forgotten as they are drawn; a page that nobody looks at draws nothing. */
const markLimit = 2_000

/**
 * The table's rows: the view as it is, or as it was when it was held, with what lies beyond it. Removed rows stay struck
 * for a moment. Says what is where; it draws nothing.
 */
export class Rows {
  #view: readonly Hit[] = []
  #held: Hit[] | null = null
  /** Where held rows are, so that an update finds its row; made at the first one. */
  #places: Map<Key, number> | null = null
  #still = false
  #older: Hit[] = []
  #past: readonly Hit[] = []
  #ghosts: { readonly hit: Hit; readonly until: number }[] = []
  readonly #marks = new Map<Key, { readonly mark: Mark; readonly until: number }>()
  #shown: readonly Hit[] | null = null
  unseen = 0

  get held(): boolean {
    return this.#held !== null
  }

  get shown(): readonly Hit[] {
    this.#shown ??= this.#held ?? merge(this.#view, this.#ghosts)
    return this.#shown
  }

  get older(): readonly Hit[] {
    return this.#older
  }

  get past(): readonly Hit[] {
    return this.#past
  }

  set(view: readonly Hit[]): void {
    this.#view = view
    if (this.#held === null) this.#shown = null
  }

  /** `flash`: false where so much comes that nobody could follow it. */
  tellAdded(hits: readonly Hit[], now: number, flash: boolean): void {
    if (this.#held !== null) this.unseen += hits.length
    else if (flash) for (const hit of hits) this.#mark(hit, 'new', now)
  }

  tellChanged(after: Hit, now: number): void {
    if (this.#still) return
    this.#mark(after, 'updated', now)
    const at = this.#place(keyOf(after))
    // A held row shows its new version, but keeps its place.
    if (at !== undefined && this.#held !== null) this.#held[at] = after
  }

  tellRemoved(hit: Hit, now: number): void {
    if (this.#still) return
    this.#mark(hit, 'gone', now)
    if (this.#held !== null) return
    this.#ghosts = [...this.#ghosts.slice(1 - ghostLimit), { hit, until: now + markMs.gone }]
    this.#shown = null
  }

  /** Rows keep their places from here on; with `still` their contents as well. */
  hold(still: boolean): void {
    this.#still = still
    if (this.#held !== null) return
    this.#held = [...this.shown]
    this.#places = null
    this.#shown = null
  }

  release(): void {
    this.#held = null
    this.#places = null
    this.#still = false
    this.#shown = null
    this.#older = []
    this.unseen = 0
  }

  addOlder(hits: readonly Hit[]): void {
    this.#older = [...this.#older, ...hits].slice(0, olderLimit)
  }

  /** Rows that were held before an absence and lie beyond the view that came after it: no longer kept current. */
  keepPast(hits: readonly Hit[]): void {
    this.#past = hits
  }

  get length(): number {
    const beyond = this.#past.length > 0 ? this.#past.length : this.#older.length + (this.#older.length > 0 ? 1 : 0)
    return this.shown.length + 1 + beyond
  }

  at(i: number): Item | undefined {
    const shown = this.shown
    const hit = shown[i]
    if (hit !== undefined) return { kind: 'hit', hit, part: 'view' }
    const after = i - shown.length - 1
    if (this.#past.length > 0) {
      if (after === -1) return { kind: 'line', line: 'gap' }
      const past = this.#past[after]
      return past && { kind: 'hit', hit: past, part: 'past' }
    }
    if (after === -1) return { kind: 'line', line: 'end' }
    const older = this.#older[after]
    if (older !== undefined) return { kind: 'hit', hit: older, part: 'older' }
    return after === this.#older.length && after > 0 ? { kind: 'line', line: 'tail' } : undefined
  }

  /** Where a row is, or -1. */
  indexOf(key: Key): number {
    const at = this.shown.findIndex((hit) => keyOf(hit) === key)
    if (at >= 0) return at
    const beyond = this.#past.length > 0 ? this.#past : this.#older
    const after = beyond.findIndex((hit) => keyOf(hit) === key)
    return after < 0 ? -1 : this.shown.length + 1 + after
  }

  markOf(key: Key): Mark | undefined {
    return this.#marks.get(key)?.mark
  }

  /** Forgets marks whose time is over; a row that went stays struck while rows are held. Answers when to come again. */
  tick(now: number): number | undefined {
    let next: number | undefined
    for (const [key, { mark, until }] of this.#marks) {
      if (mark === 'gone' && this.#held !== null) continue
      if (until <= now) this.#marks.delete(key)
      else next = Math.min(next ?? until, until)
    }
    const left = this.#ghosts.filter((ghost) => ghost.until > now)
    if (left.length !== this.#ghosts.length) {
      this.#ghosts = left
      if (this.#held === null) this.#shown = null
    }
    return next
  }

  #mark(hit: Hit, mark: Mark, now: number): void {
    this.#marks.set(keyOf(hit), { mark, until: now + markMs[mark] })
    const oldest = this.#marks.keys().next().value
    if (this.#marks.size > markLimit && oldest !== undefined) this.#marks.delete(oldest)
  }

  #place(key: Key): number | undefined {
    if (this.#held === null) return undefined
    this.#places ??= new Map(this.#held.map((hit, i) => [keyOf(hit), i]))
    return this.#places.get(key)
  }
}

/** Puts rows that are leaving back to where they stood. */
function merge(view: readonly Hit[], ghosts: readonly { readonly hit: Hit }[]): readonly Hit[] {
  if (ghosts.length === 0) return view
  const here = new Set(view.map(keyOf))
  const gone = [...new Map(ghosts.map((ghost) => [keyOf(ghost.hit), ghost.hit])).entries()]
    .filter(([key]) => !here.has(key))
    .map(([, hit]) => hit)
  const order = (a: Hit, b: Hit) => comparePositions(positionOf(a), positionOf(b))
  gone.sort(order)
  const all: Hit[] = []
  for (const hit of view) {
    while (gone[0] !== undefined && order(gone[0], hit) < 0) all.push(gone.shift() as Hit)
    all.push(hit)
  }
  return [...all, ...gone]
}
