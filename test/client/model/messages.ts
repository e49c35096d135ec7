import type { Hit, Position } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import type { Changed, Hits, SnapshotPart } from '../../../src/domain/wire/serverMessage.js'
import type { FakeSocket } from './fakeWorld.js'

/** ISO time on the day of the tests. */
export function at(minute: number, ms = 0): string {
  return new Date(Date.UTC(2026, 10, 24, 10, minute, 0, ms)).toISOString()
}

/** A document: `minute` is its time, `written` the millisecond of its `ingestedAt`. */
export function hit(eventId: string, version = 1, minute = 0, written = 0, more: object = {}): Hit {
  return { eventId, version, '@timestamp': at(minute), ingestedAt: at(59, written), ...more } as Hit
}

export function key(eventId: string): string {
  return keyOf({ eventId, '@timestamp': at(0) })
}

export function hits(all: readonly Hit[], more: Partial<Hits> = {}): Hits {
  return { type: 'hits', queryId: 'q', hits: all, cursor: '', ...more }
}

export function changed(eventId: string, version: number, base: number, minute = 0, written = 0): Changed {
  const set = { ingestedAt: at(59, written) }
  return { key: key(eventId), version, base, '@timestamp': at(minute), set }
}

export interface View {
  readonly hits?: readonly Hit[]
  readonly keep?: SnapshotPart['keep']
  readonly end?: Position
  readonly total?: number
  /** The millisecond of the cursor. */
  readonly upTo?: number
  readonly continuity?: 'complete' | 'lost'
  readonly missed?: number
  readonly queryId?: string
}

/** A snapshot in one part. */
export function snapshot(ref: string, { hits = [], upTo = 0, queryId = 'q', ...more }: View = {}): SnapshotPart {
  const part = {
    type: 'snapshot',
    ref,
    queryId,
    part: 0,
    last: true,
    hits,
    total: hits.length,
    cursor: at(59, upTo),
    continuity: 'complete',
    missed: 0,
    ...more,
  }
  return part as SnapshotPart
}

/** Answers the latest subscribe in full. */
export function answer(socket: FakeSocket, view: View = {}): void {
  const { ref } = socket.last('subscribe')
  socket.say({ type: 'subscribed', ref, queryId: view.queryId ?? 'q' }, snapshot(ref, view))
}
