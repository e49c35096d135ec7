import type { ErrorMessage, SnapshotPart } from '../../../src/domain/wire/serverMessage.js'
import { complete } from '../view/complete.js'
import { type Draft, higher, newRef } from '../view/draft.js'
import { forget } from '../view/forget.js'
import { hear } from '../view/hear.js'
import { KeyMap } from '../view/keyMap.js'
import { waitingMost } from '../view/limits.js'
import { addPart, noParts, wholeOf } from '../view/parts.js'
import type { Telling } from '../view/query.js'
import { unread } from '../view/read.js'
import { move } from './phase.js'

/** Asks for the view, with `since` where something of it is known. What was asked for before is given up. */
export function ask(draft: Draft): void {
  if (!draft.fetching) forget(draft)
  const ref = newRef(draft)
  draft.request = { ref, answered: false, mends: draft.state !== 'live', parts: noParts }
  draft.applied = new KeyMap()
  draft.passed = undefined
  draft.behind = false
  draft.effects.push({ do: 'subscribe', ref, since: draft.cursor || undefined })
}

/** The next snapshot tells all that was still to be learned on the connection that is gone. */
export function lose(draft: Draft): void {
  move(draft, 'lost')
  draft.request = draft.fetching = undefined
  draft.waiting = draft.owed = []
  draft.behind = false
  draft.wanted = new KeyMap()
}

/** Rule 2: from here on the query has a name, and messages that came before it are heard or let go. */
export function subscribed(draft: Draft, queryId: string): void {
  const { request, waiting } = draft
  if (!request || request.answered) return
  draft.request = { ...request, answered: true }
  draft.subscribedAs = request.ref
  if (draft.queryId !== queryId) unread(draft)
  draft.queryId = queryId
  move(draft, 'subscribed')
  draft.waiting = []
  for (const message of waiting) if (message.queryId === queryId) tell(draft, message)
}

/** A message of this query, or of one that may turn out to be it. */
export function tell(draft: Draft, message: Telling): void {
  if (message.queryId !== draft.queryId) {
    if (draft.request?.answered !== false) return
    // More than is sensible to keep is asked for again.
    if (draft.waiting.length < waitingMost) draft.waiting = [...draft.waiting, message]
    else draft.behind = true
  } else if (message.type === 'hits') hear(draft, message)
  else if (message.type === 'unsubscribed') {
    if (!message.ended) return
    // Rights changed: what it was called means nothing any more.
    unread(draft)
    draft.queryId = undefined
    move(draft, 'ended')
    ask(draft)
  } else {
    draft.cursor = higher(draft.cursor, message.cursor)
    draft.missed = message.missed ?? draft.missed
    draft.behind = true
    move(draft, 'lagged')
  }
}

/** A part may come before `subscribed`, and the last before the first. */
export function snapshot(draft: Draft, part: SnapshotPart): void {
  subscribed(draft, part.queryId)
  const { request } = draft
  if (request?.ref !== part.ref) return
  const parts = addPart(request.parts, part)
  const whole = wholeOf(parts)
  draft.request = whole ? undefined : { ...request, parts }
  if (whole) complete(draft, request.mends, whole)
}

/** Refused for good, unless it may be repeated: then who keeps the time says `again`. */
export function refuse(draft: Draft, { code, message, path, retryable }: ErrorMessage): void {
  if (retryable) return
  draft.error = { code, message, path }
  // One's rights admit nothing any more: an empty snapshot says the same.
  if (code === 'forbidden') complete(draft, false, [{ hits: [] } as unknown as SnapshotPart])
  move(draft, 'closed')
}
