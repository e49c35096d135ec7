import type { Hit } from '../../../src/domain/document/hit.js'
import type { ErrorCode, ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import type { Change } from '../api.js'
import { changeLog } from '../view/changeLog.js'
import type { Draft, Effect } from '../view/draft.js'
import { forget } from '../view/forget.js'
import { isOpen, type Query } from '../view/query.js'
import { fetch, read, unread } from '../view/read.js'
import { move } from './phase.js'
import { ask, lose, refuse, snapshot, subscribed, tell } from './subscribe.js'

/** What can happen to a live query. */
export type Event =
  /** A connection is open, and is to serve this query from now on. */
  | { readonly on: 'opened' }
  /** The connection that served it is gone. */
  | { readonly on: 'lost' }
  /** Ask again with `since`: to verify, to refill, to repair, or because nothing was answered. */
  | { readonly on: 'again' }
  | { readonly on: 'message'; readonly message: ServerMessage }
  /** A fetch may be sent. */
  | { readonly on: 'slot' }
  /** The answer to the fetch with this id. */
  | { readonly on: 'read'; readonly id: string; readonly hits: readonly Hit[] }
  /** There will be none. */
  | { readonly on: 'unread'; readonly id: string; readonly code: ErrorCode | 'closed' }
  | { readonly on: 'closed' }

export interface Step {
  readonly query: Query
  readonly effects: readonly Effect[]
  readonly change: Change | undefined
}

/** One live query's next state, what must be done, and what changed for those who look at it. */
export function step(query: Query, event: Event): Step {
  if (query.state === 'closed') return { query, effects: [], change: undefined }
  const draft: Draft = { ...query, order: [...query.order], log: changeLog(), effects: [], completed: false }
  handle(draft, event)
  settle(draft)
  const { log, effects, completed, ...next } = draft
  const change = log.change(next.held, next.dropped - query.dropped, completed)
  // The same list while nothing happened to it, for those who look whether it changed.
  return { query: log.isEmpty() ? { ...next, order: query.order } : next, effects, change }
}

function handle(draft: Draft, event: Event): void {
  const { queryId, fetching } = draft
  const isServed = isOpen(draft.state)
  if (event.on === 'opened') {
    move(draft, 'opened')
    ask(draft)
  } else if (event.on === 'lost') lose(draft)
  else if (event.on === 'closed') {
    if (isServed && queryId) draft.effects.push({ do: 'unsubscribe', queryId, of: draft.subscribedAs })
    move(draft, 'closed')
  } else if (!isServed) return
  else if (event.on === 'message') receive(draft, event.message)
  else if (event.on === 'again') ask(draft)
  else if (event.on === 'slot') fetch(draft)
  else if (fetching?.id === event.id) {
    if (event.on === 'read') read(draft, fetching, event.hits)
    else unread(draft)
    // Its snapshot tells more than the keys would.
    draft.behind ||= event.on === 'unread' && event.code === 'unknown_query'
  }
}

/** Answers go by `ref`, all else by `queryId`; what is neither is another query's. */
function receive(draft: Draft, message: ServerMessage): void {
  if (message.type === 'hits' || message.type === 'lagging' || message.type === 'unsubscribed') tell(draft, message)
  else if ('ref' in message && message.ref === draft.request?.ref) {
    if (message.type === 'subscribed') subscribed(draft, message.queryId)
    else if (message.type === 'snapshot') snapshot(draft, message)
    else if (message.type === 'error') refuse(draft, message)
  }
}

/** What follows from where the step came to. */
function settle(draft: Draft): void {
  if (draft.request) return
  const isRead = (key: string) => !draft.wanted.get(key) && !draft.fetching?.asked.has(key)
  if (draft.state === 'catching-up' && draft.owed.every(isRead)) move(draft, 'caughtUp')
  if (draft.behind) move(draft, 'lagged')
  if (!draft.fetching) forget(draft)
  // All that match are held: whatever was told meanwhile, and in what order, they can be counted.
  if (!draft.end && !draft.wanted.size && !draft.fetching) draft.total = draft.order.length
}
