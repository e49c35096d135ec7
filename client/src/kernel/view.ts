import type { Hit, Key, Position } from '../../../src/domain/document/hit.js'
import { comparePositions, positionOf } from '../../../src/domain/document/order.js'
import type { ChangeLog } from './changeLog.js'
import { KeyMap } from './keyMap.js'

/** A version that was heard of and is not held: removed, trimmed, passed over, or still to be fetched. */
export interface Heard {
  readonly version: number
  readonly matches: boolean
  /** Grows with every hearing. */
  readonly nth: number
  /** The highest cursor when it was heard: nothing older than it was written later. */
  readonly cursor: string
}

/** What a client knows of one query's view: PROTOCOL, section 5. A value: steps make others of it. */
export interface View {
  readonly limit: number
  readonly queryId: string | undefined
  readonly held: KeyMap<Hit>
  /** The documents held, newest first. */
  readonly order: readonly Hit[]
  readonly heard: KeyMap<Heard>
  readonly nth: number
  /** A live hit of a document not held, with `ingestedAt` up to it, is doubtful. ISO, or '' before the first snapshot. */
  readonly floor: string
  readonly cursor: string
  /** Nothing beyond it is held. */
  readonly end: Position | undefined
  /** The newest position trimmed or passed over since the request. */
  readonly passed: Position | undefined
  /** While a snapshot is awaited: what was applied since it was asked for, under which queryId. */
  readonly applied: KeyMap<string | undefined> | undefined
  /** To be read by key. */
  readonly wanted: KeyMap<true>
  readonly total: number
  /** The cursor up to which `total` counted when it came. */
  readonly countedTo: string
}

export function emptyView(limit: number): View {
  return {
    limit,
    queryId: undefined,
    held: new KeyMap(),
    order: [],
    heard: new KeyMap(),
    nth: 0,
    floor: '',
    cursor: '',
    end: undefined,
    passed: undefined,
    applied: undefined,
    wanted: new KeyMap(),
    total: 0,
    countedTo: '',
  }
}

/** A view in the making, within one step: its fields may be set anew, the values in them may not be changed. */
export type Draft = { -readonly [field in keyof View]: View[field] } & { order: Hit[]; readonly log: ChangeLog }

/** The highest version heard of; 0: none. */
export function versionOf(view: View, key: Key): number {
  return Math.max(view.held.get(key)?.version ?? 0, view.heard.get(key)?.version ?? 0)
}

export function beyond(position: Position, end: Position | undefined): boolean {
  return end !== undefined && comparePositions(position, end) > 0
}

export function newer(a: Position | undefined, b: Position | undefined): Position | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return comparePositions(a, b) < 0 ? a : b
}

export function higher(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a
}

export function remember(draft: Draft, key: Key, version: number, matches: boolean): void {
  const heard = { version, matches, nth: draft.nth++, cursor: draft.cursor }
  draft.heard = draft.heard.with(key, heard)
}

export function want(draft: Draft, key: Key): void {
  draft.wanted = draft.wanted.with(key, true)
}

/** Puts a version into the view, in place of the one held. */
export function hold(draft: Draft, key: Key, hit: Hit): void {
  const before = draft.held.get(key)
  draft.log.touch(key, before)
  draft.log.matches(key, hit)
  if (before !== undefined) takeFromOrder(draft, before)
  draft.order.splice(placeOf(draft.order, positionOf(hit)), 0, hit)
  draft.held = draft.held.with(key, hit)
  draft.heard = draft.heard.without(key)
}

/** Takes a document out of the view and remembers its version. */
export function letGo(draft: Draft, key: Key, hit: Hit, matches: boolean): void {
  draft.log.touch(key, hit)
  if (!matches) draft.log.gone(key)
  remember(draft, key, versionOf(draft, key), matches)
  takeFromOrder(draft, hit)
  draft.held = draft.held.without(key)
}

function takeFromOrder(draft: Draft, hit: Hit): void {
  draft.order.splice(placeOf(draft.order, positionOf(hit)), 1)
}

/** The index of a position, or where it would stand. */
function placeOf(order: readonly Hit[], position: Position): number {
  let from = 0
  let to = order.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (comparePositions(positionOf(order[middle] as Hit), position) < 0) from = middle + 1
    else to = middle
  }
  return from
}
