import type { Hit, Key, Position } from '../../../src/domain/document/hit.js'
import { comparePositions, positionOf } from '../../../src/domain/document/order.js'
import type { ChangeLog } from './changeLog.js'
import type { Heard, Query } from './query.js'

/** What has to be done about a step. */
export type Effect =
  | { readonly do: 'subscribe'; readonly ref: string; readonly since: string | undefined }
  | { readonly do: 'fetch'; readonly id: string; readonly queryId: string; readonly keys: readonly Key[] }
  | { readonly do: 'unsubscribe'; readonly queryId: string; readonly of: string }

/**
 * A query within one step: its fields may be set anew, the values in them may not be changed, but for `order`, which is
 * a copy. It does not outlive the step.
 */
export type Draft = { -readonly [field in keyof Query]: Query[field] } & {
  order: Hit[]
  readonly log: ChangeLog
  readonly effects: Effect[]
  /** A snapshot was taken over. */
  completed: boolean
}

export function newRef(draft: Draft): string {
  return `${draft.name}.${++draft.refs}`
}

export function heardOf(query: Query, key: Key): Heard | undefined {
  return query.heard.get(key) ?? query.heardBefore.get(key)
}

/** The highest version heard of; 0: none. */
export function versionOf(query: Query, key: Key): number {
  return Math.max(query.held.get(key)?.version ?? 0, heardOf(query, key)?.version ?? 0)
}

export function isBeyond(position: Position, end: Position | undefined): boolean {
  return !!end && comparePositions(position, end) > 0
}

export function newer(a: Position | undefined, b: Position | undefined): Position | undefined {
  return !a || isBeyond(a, b) ? b : a
}

export function higher(a: string, b = ''): string {
  return b > a ? b : a
}

export function remember(draft: Draft, key: Key, version: number, matches: boolean): void {
  draft.heard = draft.heard.with(key, { version, matches })
}

export function want(draft: Draft, keys: Iterable<Key>): void {
  for (const key of keys) draft.wanted = draft.wanted.with(key, true)
}

/** Something that matches has no room in the view, for what a snapshot under way may say of it. */
export function passedOver(draft: Draft, position: Position): void {
  draft.passed = newer(draft.passed, position)
}

/** Puts a version into the view, in place of the one held. */
export function hold(draft: Draft, key: Key, hit: Hit): void {
  const before = draft.held.get(key)
  draft.log.touch(key, before)
  draft.log.matches(key, hit)
  if (before) draft.order.splice(placeOf(draft.order, before), 1)
  draft.order.splice(placeOf(draft.order, hit), 0, hit)
  draft.held = draft.held.with(key, hit)
  draft.heard = draft.heard.without(key)
  draft.heardBefore = draft.heardBefore.without(key)
}

/** Takes a document out of the view and remembers its version. */
export function letGo(draft: Draft, key: Key, hit: Hit, matches: boolean): void {
  draft.log.touch(key, hit)
  if (!matches) draft.log.gone(key)
  remember(draft, key, versionOf(draft, key), matches)
  draft.order.splice(placeOf(draft.order, hit), 1)
  draft.held = draft.held.without(key)
}

/** The index of a document, or where it would stand. */
function placeOf(order: readonly Hit[], hit: Hit): number {
  let from = 0
  let to = order.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (comparePositions(positionOf(order[middle] as Hit), positionOf(hit)) < 0) from = middle + 1
    else to = middle
  }
  return from
}
