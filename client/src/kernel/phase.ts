import type { LiveState } from '../api.js'

/**
 * What moves a live query from state to state. `caughtUp`: its snapshot is complete and what that asked for is fetched.
 * `ended`: the server ended the subscription, as rights changed. `closed`: by the caller, or the query was refused.
 */
export type Happening = 'opened' | 'lost' | 'subscribed' | 'caughtUp' | 'lagged' | 'ended' | 'closed'

/**
 * Every state answers every happening, so that a new state or happening does not compile until its row is filled; but
 * `closed`, which is left by none.
 * A live view that is only verified or refilled stays `live`: nothing is missing as far as anyone knows.
 */
const transitions: Readonly<Record<Exclude<LiveState, 'closed'>, Readonly<Record<Happening, LiveState>>>> = {
  connecting: {
    opened: 'subscribing',
    lost: 'disconnected',
    subscribed: 'connecting',
    caughtUp: 'connecting',
    lagged: 'connecting',
    ended: 'connecting',
    closed: 'closed',
  },
  subscribing: {
    opened: 'subscribing',
    lost: 'disconnected',
    subscribed: 'catching-up',
    caughtUp: 'live',
    lagged: 'subscribing',
    ended: 'subscribing',
    closed: 'closed',
  },
  'catching-up': {
    opened: 'subscribing',
    lost: 'disconnected',
    subscribed: 'catching-up',
    caughtUp: 'live',
    lagged: 'catching-up',
    ended: 'subscribing',
    closed: 'closed',
  },
  live: {
    opened: 'live',
    lost: 'disconnected',
    subscribed: 'live',
    caughtUp: 'live',
    lagged: 'lagging',
    ended: 'subscribing',
    closed: 'closed',
  },
  lagging: {
    opened: 'lagging',
    lost: 'disconnected',
    subscribed: 'catching-up',
    caughtUp: 'live',
    lagged: 'lagging',
    ended: 'subscribing',
    closed: 'closed',
  },
  disconnected: {
    opened: 'subscribing',
    lost: 'disconnected',
    subscribed: 'disconnected',
    caughtUp: 'disconnected',
    lagged: 'disconnected',
    ended: 'disconnected',
    closed: 'closed',
  },
}

export function move(query: { state: LiveState }, happening: Happening): void {
  if (query.state !== 'closed') query.state = transitions[query.state][happening]
}
