import { messageLimits } from '../../../src/domain/wire/clientMessage.js'
import type { Documents, ErrorMessage } from '../../../src/domain/wire/serverMessage.js'
import { read, takeWanted } from './documents.js'
import { addPart, noParts, wholeOf } from './parts.js'
import { wantsFetch } from './query.js'
import { want } from './view.js'
import { newRef, type Work } from './work.js'

/** Beside its keys, a fetch is shorter than this many bytes. */
const envelope = 1024
const fits = { keys: messageLimits.keys, bytes: messageLimits.bytes - envelope }

export function sendFetch(work: Work): void {
  const { next, draft } = work
  const queryId = draft.queryId
  if (queryId === undefined || !wantsFetch({ ...next, view: draft })) return
  const ref = newRef(work)
  const asked = takeWanted(draft, fits)
  next.fetching = { ref, asked, parts: noParts }
  work.effects.push({ do: 'fetch', ref, queryId, keys: [...asked.versions.keys()] })
}

export function documents({ next, draft }: Work, part: Documents): void {
  if (next.fetching === undefined) return
  const parts = addPart(next.fetching.parts, part)
  const whole = wholeOf(parts)
  if (whole === undefined) {
    next.fetching = { ...next.fetching, parts }
    return
  }
  const { asked } = next.fetching
  next.fetching = undefined
  read(
    draft,
    asked,
    whole.flatMap((each) => each.hits),
  )
}

/** It will not be answered: its keys are wanted as before. */
export function unfetch({ next, draft }: Work): void {
  for (const key of next.fetching?.asked.versions.keys() ?? []) want(draft, key)
  next.fetching = undefined
}

/** Where the server no longer knows the query, its snapshot tells more than the keys would. */
export function refuseFetch(work: Work, error: ErrorMessage): void {
  const { next } = work
  if (error.retryable) unfetch(work)
  next.fetching = undefined
  if (error.code === 'unknown_query') next.behind = true
}
