import type { LiveState } from '../api.js'

/**
 * What moves a live query from state to state. `caughtUp`: its snapshot is complete and what that asked for is fetched.
 * `ended`: the server ended the subscription, as rights changed. `refused`: the query itself, for good.
 */
export type Happening = 'opened' | 'lost' | 'subscribed' | 'caughtUp' | 'lagged' | 'ended' | 'refused' | 'closed'

/**
 * Every state answers every happening, so that a new state or happening does not compile until its row is filled.
 * A live view that is only verified or refilled stays `live`: nothing is missing as far as anyone knows.
 */
export const transitions: Readonly<Record<LiveState, Readonly<Record<Happening, LiveState>>>> = {
  connecting: {
    opened: 'subscribing',
    lost: 'disconnected',
    subscribed: 'connecting',
    caughtUp: 'connecting',
    lagged: 'connecting',
    ended: 'connecting',
    refused: 'closed',
    closed: 'closed',
  },
  subscribing: {
    opened: 'subscribing',
    lost: 'disconnected',
    subscribed: 'catching-up',
    caughtUp: 'live',
    lagged: 'subscribing',
    ended: 'subscribing',
    refused: 'closed',
    closed: 'closed',
  },
  'catching-up': {
    opened: 'subscribing',
    lost: 'disconnected',
    subscribed: 'catching-up',
    caughtUp: 'live',
    lagged: 'catching-up',
    ended: 'subscribing',
    refused: 'closed',
    closed: 'closed',
  },
  live: {
    opened: 'live',
    lost: 'disconnected',
    subscribed: 'live',
    caughtUp: 'live',
    lagged: 'lagging',
    ended: 'subscribing',
    refused: 'closed',
    closed: 'closed',
  },
  lagging: {
    opened: 'lagging',
    lost: 'disconnected',
    subscribed: 'catching-up',
    caughtUp: 'live',
    lagged: 'lagging',
    ended: 'subscribing',
    refused: 'closed',
    closed: 'closed',
  },
  disconnected: {
    opened: 'subscribing',
    lost: 'disconnected',
    subscribed: 'disconnected',
    caughtUp: 'disconnected',
    lagged: 'disconnected',
    ended: 'disconnected',
    refused: 'closed',
    closed: 'closed',
  },
  closed: {
    opened: 'closed',
    lost: 'closed',
    subscribed: 'closed',
    caughtUp: 'closed',
    lagged: 'closed',
    ended: 'closed',
    refused: 'closed',
    closed: 'closed',
  },
}

export function move(query: { state: LiveState }, happening: Happening): void {
  query.state = transitions[query.state][happening]
}

/** States in which the connection that serves the query is open. */
export function isOpen(state: LiveState): boolean {
  return state !== 'connecting' && state !== 'disconnected' && state !== 'closed'
}
