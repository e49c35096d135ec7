import type { Hit, Key } from '../../../src/domain/document/hit.js'
import type { ClientMessage } from '../../../src/domain/wire/clientMessage.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import type { Change, Live, LiveQuery, LiveSnapshot } from '../api.js'
import { type Event, step } from '../kernel/step.js'
import { newQuery, type Query, wantsAgain } from '../view/query.js'
import { backoffMs } from './backoff.js'
import { changesOf } from './changes.js'
import type { Link } from './link.js'
import { listeners } from './listeners.js'
import { againEveryMs, answerWithinMs } from './patience.js'
import type { Surroundings } from './surroundings.js'
import { timer } from './timer.js'

/** What a live query needs of its client. */
export interface Host {
  readonly env: Surroundings
  /** Where a subscribe goes; undefined while nothing is open. */
  readonly target: () => Link | undefined
  /** Reads documents, one request at a time. */
  readonly lane: {
    readonly fetch: (run: LiveRun, id: string, queryId: string, keys: readonly Key[]) => void
    readonly load: (run: LiveRun, key: Key) => Promise<Hit | undefined>
  }
  /** Nobody looks at this query here any more; `of`: the ref of its subscribe. */
  readonly ended: (run: LiveRun, queryId: string, of: string) => void
  /** Called after every step. */
  readonly stepped: (run: LiveRun) => void
}

/** A live query at work: carries out what the kernel's steps ask for, keeps the time, and tells listeners. */
export interface LiveRun {
  readonly query: Query
  /** Where the latest subscribe went. */
  link: Link | undefined
  readonly live: Live
  readonly take: (event: Event) => void
  /** A message that may be this query's. */
  readonly receive: (message: ServerMessage) => void
}

/** True if the server knows the query on this link. */
export function servedBy({ link, query }: LiveRun, on: Link | undefined): boolean {
  return !!on && link === on && query.request?.answered !== false && !!query.queryId
}

export function liveRun(name: string, request: LiveQuery, { env, target, lane, ended, stepped }: Host): LiveRun {
  const views = listeners<void>()
  const changes = listeners<Change>()
  let query = newQuery(name, request.limit)
  let verifiedAt: number | undefined
  let shown = shownOf(query, verifiedAt)
  let isRested = true
  let failures = 0

  const askAgain = () => run.take({ on: 'again' })
  /** Runs out when a subscribe was not answered, or may be repeated. */
  const answer = timer(env, askAgain)
  const again = timer(env, () => {
    isRested = true
    repair()
  })
  const verify = timer(env, () => !query.request && askAgain())

  const repair = () => {
    if (isRested && wantsAgain(query)) askAgain()
  }
  const subscribe = (ref: string, since: string | undefined) => {
    run.link = target()
    isRested = false
    again.start(againEveryMs)
    answer.start(answerWithinMs)
    const { policy, latestBy, ...asked } = request
    // What is undefined is left out of JSON.
    run.link?.send({ action: 'subscribe', ref, query: asked, policy, latestBy, since } as ClientMessage)
  }
  const keepTime = (isVerified: boolean) => {
    if (isVerified) {
      failures = 0
      verifiedAt = env.now()
      // Earlier for some than for others, so that views that came up together are not verified together for ever.
      verify.start(env.verifyEveryMs * (1 - env.random() / 10))
    }
    if (!query.request) answer.stop()
    if (query.state === 'closed') for (const each of [answer, again, verify]) each.stop()
  }

  const run: LiveRun = {
    get query() {
      return query
    },
    link: undefined,
    live: {
      getSnapshot: () => shown,
      subscribe: views.add,
      onChange: changes.add,
      load: (key) => lane.load(run, key),
      close: () => run.take({ on: 'closed' }),
      [Symbol.asyncIterator]: () => changesOf(run.live),
    },
    take(event) {
      const { query: next, effects, change } = step(query, event)
      query = next
      for (const effect of effects) {
        if (effect.do === 'subscribe') subscribe(effect.ref, effect.since)
        else if (effect.do === 'fetch') lane.fetch(run, effect.id, effect.queryId, effect.keys)
        else ended(run, effect.queryId, effect.of)
      }
      keepTime(change?.snapshot === true)
      const latest = shownOf(query, verifiedAt)
      const isNew = differs(shown, latest)
      if (isNew) shown = latest
      if (change) changes.tell(change)
      if (isNew) views.tell()
      stepped(run)
      repair()
    },
    receive(message) {
      if ('ref' in message && message.ref === query.request?.ref) {
        const isRefused = message.type === 'error' && message.retryable
        answer.start(isRefused ? backoffMs(failures++, env.random) : answerWithinMs)
      }
      run.take({ on: 'message', message })
    },
  }
  return run
}

function shownOf(query: Query, verifiedAt: number | undefined): LiveSnapshot {
  const { state, order: hits, total, continuity, missed, dropped, end, queryId, error, cursor } = query
  return { state, hits, total, continuity, missed, dropped, end, queryId, error, verifiedAt, cursor }
}

/** The cursor alone makes no difference: it moves with every message. */
function differs(a: LiveSnapshot, b: LiveSnapshot): boolean {
  return (Object.keys(a) as (keyof LiveSnapshot)[]).some((field) => field !== 'cursor' && a[field] !== b[field])
}
