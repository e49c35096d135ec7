import { expect, test } from 'vitest'
import type { LiveState } from '../../../client/src/api.js'
import { type Event, step } from '../../../client/src/kernel/step.js'
import { newQuery, type Query } from '../../../client/src/view/query.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import { hit, key, snapshot } from '../model/messages.js'

/** Everything that can happen to a live query, as a caller of `step` would bring it about. */
const happenings = {
  opened: () => ({ on: 'opened' }),
  lost: () => ({ on: 'lost' }),
  again: () => ({ on: 'again' }),
  subscribed: (query) => told({ type: 'subscribed', ref: query.request?.ref ?? '', queryId: 'q' }),
  complete: (query) => told(snapshot(query.request?.ref ?? '', { hits: [hit('a')] })),
  completeOwing: (query) => told(snapshot(query.request?.ref ?? '', { keep: [[key('z'), 1]] })),
  lagging: () => told({ type: 'lagging', queryId: 'q', cursor: '' }),
  ended: () => told({ type: 'unsubscribed', ref: 'authorize', queryId: 'q', ended: true }),
  refused: (query) => error(query, false),
  refusedForNow: (query) => error(query, true),
  closed: () => ({ on: 'closed' }),
} satisfies Record<string, (query: Query) => Event>
type Happening = keyof typeof happenings

function told(message: ServerMessage): Event {
  return { on: 'message', message }
}

function error(query: Query, retryable: boolean): Event {
  const ref = query.request?.ref ?? ''
  return told({ type: 'error', ref, code: retryable ? 'unavailable' : 'bad_query', message: 'no', retryable })
}

/** How to come to each state, and what each happening makes of it. A new state does not compile until its row is filled. */
const table: Record<LiveState, { via: readonly Happening[]; to: Record<Happening, LiveState> }> = {
  connecting: {
    via: [],
    to: {
      opened: 'subscribing',
      lost: 'disconnected',
      again: 'connecting',
      subscribed: 'connecting',
      complete: 'connecting',
      completeOwing: 'connecting',
      lagging: 'connecting',
      ended: 'connecting',
      refused: 'connecting',
      refusedForNow: 'connecting',
      closed: 'closed',
    },
  },
  subscribing: {
    via: ['opened'],
    to: {
      opened: 'subscribing',
      lost: 'disconnected',
      again: 'subscribing',
      subscribed: 'catching-up',
      complete: 'live',
      completeOwing: 'catching-up',
      lagging: 'subscribing',
      ended: 'subscribing',
      refused: 'closed',
      refusedForNow: 'subscribing',
      closed: 'closed',
    },
  },
  'catching-up': {
    via: ['opened', 'subscribed'],
    to: {
      opened: 'subscribing',
      lost: 'disconnected',
      again: 'catching-up',
      subscribed: 'catching-up',
      complete: 'live',
      completeOwing: 'catching-up',
      lagging: 'catching-up',
      ended: 'subscribing',
      refused: 'closed',
      refusedForNow: 'catching-up',
      closed: 'closed',
    },
  },
  live: {
    via: ['opened', 'complete', 'again'],
    to: {
      opened: 'live',
      lost: 'disconnected',
      again: 'live',
      subscribed: 'live',
      complete: 'live',
      completeOwing: 'live',
      lagging: 'lagging',
      ended: 'subscribing',
      refused: 'closed',
      refusedForNow: 'live',
      closed: 'closed',
    },
  },
  lagging: {
    via: ['opened', 'complete', 'lagging', 'again'],
    to: {
      opened: 'lagging',
      lost: 'disconnected',
      again: 'lagging',
      subscribed: 'catching-up',
      complete: 'live',
      completeOwing: 'catching-up',
      lagging: 'lagging',
      ended: 'subscribing',
      refused: 'closed',
      refusedForNow: 'lagging',
      closed: 'closed',
    },
  },
  disconnected: {
    via: ['opened', 'complete', 'lost'],
    to: {
      opened: 'subscribing',
      lost: 'disconnected',
      again: 'disconnected',
      subscribed: 'disconnected',
      complete: 'disconnected',
      completeOwing: 'disconnected',
      lagging: 'disconnected',
      ended: 'disconnected',
      refused: 'disconnected',
      refusedForNow: 'disconnected',
      closed: 'closed',
    },
  },
  closed: {
    via: ['opened', 'complete', 'closed'],
    to: {
      opened: 'closed',
      lost: 'closed',
      again: 'closed',
      subscribed: 'closed',
      complete: 'closed',
      completeOwing: 'closed',
      lagging: 'closed',
      ended: 'closed',
      refused: 'closed',
      refusedForNow: 'closed',
      closed: 'closed',
    },
  },
}

function after(via: readonly Happening[]): Query {
  return via.reduce((query, happening) => step(query, happenings[happening](query)).query, newQuery('t', 5))
}

const rows = Object.entries(table).flatMap(([from, { via, to }]) =>
  Object.entries(to).map(([happening, expected]) => ({ from, via, happening: happening as Happening, expected })),
)

test.each(rows)('$from, $happening: $expected', ({ from, via, happening, expected }) => {
  const query = after(via)
  expect(query.state).toBe(from)
  const { query: next, effects } = step(query, happenings[happening](query))
  expect(next.state).toBe(expected)
  const subscribes = effects.filter((effect) => effect.do === 'subscribe')
  const isOpen = !['connecting', 'disconnected', 'closed'].includes(from)
  const asks =
    (happening === 'opened' && from !== 'closed') || (isOpen && (happening === 'again' || endsIt(happening, from)))
  expect(subscribes).toHaveLength(asks ? 1 : 0)
})

/** A query that has no name yet can not be ended by one. */
function endsIt(happening: Happening, from: string): boolean {
  return happening === 'ended' && from !== 'subscribing'
}
