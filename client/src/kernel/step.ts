import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import type { Change } from '../api.js'
import { documents, sendFetch, unfetch } from './fetching.js'
import { forget } from './forget.js'
import { isOpen, move } from './phase.js'
import type { Query } from './query.js'
import { ask, end, lose, refuse, snapshot, subscribed, tell, wait } from './subscribing.js'
import { type Effect, type Work, workOn } from './work.js'

/** What can happen to a live query. */
export type Event =
  /** A connection is open, and is to serve this query from now on. */
  | { readonly on: 'opened' }
  /** The connection that served it is gone. */
  | { readonly on: 'lost' }
  /** Ask again with `since`: to verify, to refill, to repair, or because nothing was answered. */
  | { readonly on: 'again' }
  /** `at`: epoch milliseconds. */
  | { readonly on: 'message'; readonly message: ServerMessage; readonly at: number }
  /** A fetch may be sent. */
  | { readonly on: 'slot' }
  /** The fetch with this ref will not be answered. */
  | { readonly on: 'unfetched'; readonly ref: string }
  | { readonly on: 'closed' }

export interface Step {
  readonly query: Query
  readonly effects: readonly Effect[]
  readonly change: Change | undefined
}

/** One live query's next state, what must be done, and what changed for those who look at it. */
export function step(query: Query, event: Event): Step {
  if (query.state === 'closed') return { query, effects: [], change: undefined }
  const work = workOn(query)
  handle(work, event)
  settle(work)
  const { next, draft, effects, completed } = work
  const { log, ...view } = draft
  const change = log.change(view.held, next.dropped - query.dropped, completed)
  return { query: { ...next, view }, effects, change }
}

function handle(work: Work, event: Event): void {
  const { next } = work
  if (event.on === 'message') receive(work, event.message, event.at)
  else if (event.on === 'opened') {
    move(next, 'opened')
    ask(work)
  } else if (event.on === 'lost') lose(work)
  else if (event.on === 'again') {
    if (isOpen(next.state)) ask(work)
  } else if (event.on === 'slot') sendFetch(work)
  else if (event.on === 'unfetched') {
    if (next.fetching?.ref === event.ref) unfetch(work)
  } else {
    const of = next.subscribedAs
    const queryId = work.draft.queryId
    if (isOpen(next.state) && queryId !== undefined && of !== undefined)
      work.effects.push({ do: 'unsubscribe', queryId, of })
    move(next, 'closed')
  }
}

/** Answers go by `ref`, all else by `queryId`; what is neither is another query's. */
function receive(work: Work, message: ServerMessage, at: number): void {
  const { next, draft } = work
  if (message.type === 'hits' || message.type === 'lagging') {
    if (message.queryId === draft.queryId) tell(work, message)
    else if (next.request?.answered === false) wait(work, message)
  } else if (message.type === 'unsubscribed') {
    if (message.queryId === draft.queryId && message.ended) end(work)
  } else if (message.type === 'documents') {
    if (message.ref === next.fetching?.ref) documents(work, message)
  } else if (message.type === 'error') {
    if (message.ref !== undefined) refuse(work, message)
  } else if (message.type === 'subscribed') {
    if (message.ref === next.request?.ref) subscribed(work, message.queryId)
  } else if (message.type === 'snapshot') {
    if (message.ref === next.request?.ref) snapshot(work, message, at)
  }
}

/** What follows from where the step came to. */
function settle({ next, draft }: Work): void {
  if (next.request !== undefined) return
  const fetched = (key: string) => !draft.wanted.has(key) && !next.fetching?.asked.versions.has(key)
  if (next.state === 'catching-up' && [...next.owed].every(fetched)) move(next, 'caughtUp')
  if (next.behind) move(next, 'lagged')
  if (next.fetching === undefined) forget(draft, next.remembers)
}
