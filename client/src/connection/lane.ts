import type { Hit, Key } from '../../../src/domain/document/hit.js'
import type { FetchRequest } from '../../../src/domain/wire/clientMessage.js'
import type { Documents } from '../../../src/domain/wire/serverMessage.js'
import { RequestError } from '../requestError.js'
import { wantsFetch } from '../view/query.js'
import type { Asks } from './asks.js'
import { backoffMs } from './backoff.js'
import type { Link } from './link.js'
import { type LiveRun, servedBy } from './liveRun.js'
import type { Surroundings } from './surroundings.js'

/** Fetches wait for each other: one is under way at a time. What a caller wants to see goes first. */
export interface Lane {
  /** To be called when a fetch may have become possible. */
  readonly pump: () => void
  /** Reads documents of a query. MUST be called in a `slot` step only. */
  readonly fetch: (run: LiveRun, id: string, queryId: string, keys: readonly Key[]) => void
  readonly load: (run: LiveRun, key: Key) => Promise<Hit | undefined>
}

interface Load {
  readonly run: LiveRun
  readonly key: Key
  readonly resolve: (hit: Hit | undefined) => void
  readonly reject: (error: unknown) => void
}

export function lane(env: Surroundings, asks: Asks, runs: Set<LiveRun>, current: () => Link | undefined): Lane {
  const loads = new Set<Load>()
  let isBusy = false
  let failures = 0

  const read = async (asked: Omit<FetchRequest, 'action' | 'ref'>): Promise<readonly Hit[]> => {
    const parts = await asks.ask<Documents>((ref) => ({ action: 'fetch', ref, ...asked }))
    failures = 0
    // Pieces are of one document: only who loads one asks for it whole.
    const json = parts.flatMap(({ pieces = [] }) => pieces.map(({ text }) => text)).join('')
    return json ? [JSON.parse(json)] : parts.flatMap(({ hits }) => hits)
  }
  const free = () => {
    isBusy = false
    pump()
  }
  const pump = () => {
    if (isBusy) return
    const link = current()
    const load = [...loads].find(({ run }) => run.query.state === 'closed' || servedBy(run, link))
    const run = [...runs].find((run) => wantsFetch(run.query) && servedBy(run, link))
    isBusy = !!load || !!run
    if (load) void carryOut(load).then(free)
    else if (run) {
      // To the end of the round, so that a query with many keys does not keep the others waiting.
      runs.delete(run)
      runs.add(run)
      run.take({ on: 'slot' })
    }
  }
  const carryOut = async (load: Load) => {
    const { run, key, resolve, reject } = load
    const { state, queryId = '' } = run.query
    loads.delete(load)
    try {
      if (state === 'closed') throw new RequestError({ code: state, message: 'it was closed' })
      resolve((await read({ queryId, keys: [key], whole: true }))[0])
    } catch (error) {
      if ((error as RequestError).code !== 'unknown_query') return reject(error)
      // It is not subscribed here yet, or no longer: it will be.
      loads.add(load)
      run.take({ on: 'again' })
    }
  }

  return {
    pump,
    async fetch(run, id, queryId, keys) {
      try {
        run.take({ on: 'read', id, hits: await read({ queryId, keys }) })
      } catch (error) {
        run.take({ on: 'unread', id, code: (error as RequestError).code })
        await new Promise<void>((go) => env.setTimer(go, backoffMs(failures++, env.random)))
      }
      free()
    },
    load: (run, key) => new Promise((resolve, reject) => loads.add({ run, key, resolve, reject }) && pump()),
  }
}
