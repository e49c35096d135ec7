import type { Live, LiveQuery } from '../api.js'
import type { RequestError } from '../requestError.js'
import { concerns } from '../view/query.js'
import { type Ask, asks } from './asks.js'
import type { Connection, Traffic } from './connection.js'
import { lane } from './lane.js'
import type { Link } from './link.js'
import { type Host, type LiveRun, liveRun } from './liveRun.js'
import type { Surroundings } from './surroundings.js'

/** All that one client does over its connection: live queries, their fetches, requests that are answered once. */
export interface ClientTraffic extends Traffic {
  readonly live: (query: LiveQuery) => Live
  readonly ask: Ask
  readonly close: (error: RequestError) => void
}

export function clientTraffic(env: Surroundings, connection: () => Connection): ClientTraffic {
  const runs = new Set<LiveRun>()
  const requests = asks(env)
  const current = () => connection().current()
  const fetches = lane(env, requests, runs, current)
  /** Subscribes of closed queries that are not answered yet. */
  const orphans = new Map<string, Link>()
  const endings = new Set<{ readonly link: Link; readonly queryId: string; readonly of: string }>()
  let refs = 0
  /** Over a copy: what is done may put the queries in another order. */
  const each = (does: (run: LiveRun) => void) => [...runs].forEach(does)

  const host: Host = {
    env,
    target: () => connection().target(),
    lane: fetches,
    ended: ({ link }, queryId, of) => link && endings.add({ link, queryId, of }),
    stepped(run) {
      if (run.query.state === 'closed') {
        runs.delete(run)
        const { link, query } = run
        if (link && query.request?.answered === false) orphans.set(query.request.ref, link)
      }
      fetches.pump()
      connection().moveIfPrepared()
      endSubscriptions()
    },
  }
  /**
   * Only the ref of the latest subscribe to a query ends it: it is one of those of the live queries that shared it, so
   * that all of them are named. Nothing while a subscribe is unanswered: it may turn out to be one to that query.
   */
  const endSubscriptions = () => {
    if (!endings.size || orphans.size) return
    const queries = [...runs].map(({ query }) => query)
    if (queries.some(({ request }) => request?.answered === false)) return
    for (const ending of endings) {
      const { link, queryId, of } = ending
      if (queries.some((query) => query.queryId === queryId)) continue
      endings.delete(ending)
      link.send({ action: 'unsubscribe', ref: `end.${++refs}`, queryId, of })
    }
  }

  return {
    ask: requests.ask,
    refuse: requests.refuse,
    live(query) {
      const run = liveRun(`q${++refs}`, query, host)
      runs.add(run)
      if (current()) run.take({ on: 'opened' })
      return run.live
    },
    close(error) {
      each((run) => run.live.close())
      requests.refuse(error)
    },
    take(link) {
      // Who subscribed on it while another link still served has nothing left to do.
      each((run) => run.link !== link && run.take({ on: 'opened' }))
      for (const [ref, on] of orphans) if (on !== link) orphans.delete(ref)
      requests.use(link)
      fetches.pump()
    },
    strand() {
      requests.use(undefined)
      orphans.clear()
      endings.clear()
      each((run) => {
        run.link = undefined
        run.take({ on: 'lost' })
      })
    },
    prepare() {
      each((run) => run.take({ on: 'again' }))
    },
    isPrepared: () => [...runs].every(({ query }) => !query.request),
    unprepare(next) {
      each((run) => run.link === next && run.take({ on: 'again' }))
    },
    receive(link, message) {
      if (message.type === 'hits' || message.type === 'lagging' || message.type === 'unsubscribed') {
        // An answer to an `unsubscribe` is nobody's: who looks at that query has subscribed since.
        if (message.type === 'unsubscribed' && message.ref.startsWith('end.')) return
        each((run) => concerns(run.query, message.queryId) && run.receive(message))
        return
      }
      requests.receive(message)
      const { ref = '' } = message as { ref?: string }
      const run = [...runs].find(({ query }) => ref.startsWith(`${query.name}.`))
      run?.receive(message)
      if (!orphans.delete(ref)) return
      if ('queryId' in message) endings.add({ link, queryId: message.queryId, of: ref })
      endSubscriptions()
    },
  }
}
