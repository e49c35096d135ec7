import type { ErrorMessage, Hits, Lagging, SnapshotPart } from '../../../src/domain/wire/serverMessage.js'
import { complete } from './complete.js'
import { refuseFetch, unfetch } from './fetching.js'
import { forget } from './forget.js'
import { hear } from './hear.js'
import { KeyMap } from './keyMap.js'
import { addPart, noParts, wholeOf } from './parts.js'
import { move } from './phase.js'
import { higher } from './view.js'
import { newRef, type Work } from './work.js'

const waitingMost = 1000

/** Asks for the view, with `since` where something of it is known. What was asked for before is given up. */
export function ask(work: Work): void {
  const { next, draft } = work
  if (next.fetching === undefined) forget(draft, next.remembers)
  const ref = newRef(work)
  next.request = { ref, answered: false, mends: next.state !== 'live', parts: noParts }
  next.behind = false
  draft.applied = new KeyMap()
  draft.passed = undefined
  work.effects.push({ do: 'subscribe', ref, since: draft.cursor === '' ? undefined : draft.cursor })
}

/** The next snapshot tells all that was still to be learned on the connection that is gone. */
export function lose({ next, draft }: Work): void {
  move(next, 'lost')
  next.request = undefined
  next.fetching = undefined
  next.waiting = []
  next.behind = false
  next.owed = new Set()
  draft.applied = undefined
  draft.wanted = new KeyMap()
}

/** Rule 2: from here on the query has a name, and messages that came before it are heard or let go. */
export function subscribed(work: Work, queryId: string): void {
  const { next, draft } = work
  if (next.request === undefined || next.request.answered) return
  next.request = { ...next.request, answered: true }
  next.subscribedAs = next.request.ref
  if (draft.queryId !== queryId && next.fetching !== undefined) unfetch(work)
  draft.queryId = queryId
  move(next, 'subscribed')
  const { waiting } = next
  next.waiting = []
  for (const message of waiting) if (message.queryId === queryId) tell(work, message)
}

/** Keeps a message whose query is not known yet; more than is sensible to keep is asked for again instead. */
export function wait({ next }: Work, message: Hits | Lagging): void {
  if (next.waiting.length >= waitingMost) {
    next.waiting = []
    next.behind = true
  }
  next.waiting = [...next.waiting, message]
}

export function tell({ next, draft }: Work, message: Hits | Lagging): void {
  if (message.type === 'hits') {
    hear(draft, message)
    next.dropped += message.dropped ?? 0
    return
  }
  draft.cursor = higher(draft.cursor, message.cursor)
  next.missed = message.missed ?? next.missed
  next.behind = true
  move(next, 'lagged')
}

/** A part may come before `subscribed`, and the last before the first. */
export function snapshot(work: Work, part: SnapshotPart, at: number): void {
  const { next, draft } = work
  subscribed(work, part.queryId)
  if (next.request === undefined) return
  const { mends } = next.request
  const parts = addPart(next.request.parts, part)
  const whole = wholeOf(parts)
  if (whole === undefined) {
    next.request = { ...next.request, parts }
    return
  }
  next.request = undefined
  next.owed = complete(draft, whole)
  next.verifiedAt = at
  work.completed = true
  const last = whole.at(-1)
  if (mends || last?.continuity === 'lost') next.continuity = last?.continuity ?? 'complete'
  if (mends) next.missed = last?.missed ?? 0
}

/** The server ended it, as rights changed: what it was called means nothing any more. */
export function end(work: Work): void {
  if (work.next.fetching !== undefined) unfetch(work)
  work.draft.queryId = undefined
  move(work.next, 'ended')
  ask(work)
}

/** A refused request is for good, unless it may be repeated: then who keeps the time says `again`. */
export function refuse(work: Work, error: ErrorMessage): void {
  const { next } = work
  if (error.ref === next.fetching?.ref) refuseFetch(work, error)
  if (error.ref !== next.request?.ref || error.retryable) return
  const { code, message, path } = error
  next.error = path === undefined ? { code, message } : { code, message, path }
  move(next, 'refused')
}
