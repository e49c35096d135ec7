import type { ClientMessage } from '../../src/domain/wire/clientMessage.js'
import type { Authorized, Older, SummaryPart } from '../../src/domain/wire/serverMessage.js'
import type { Client, ConnectOptions } from './api.js'
import { connection } from './connection/connection.js'
import { surroundings } from './connection/surroundings.js'
import { clientTraffic } from './connection/traffic.js'
import { RequestError } from './requestError.js'

/** Connects, and stays connected until it is closed. Throws where there is no WebSocket class, or the URL is none. */
export function connect(options: ConnectOptions): Client {
  const env = surroundings(options)
  const { url, credentialKind = 'bearer' } = options
  let { credential } = options
  const target = async (misses: number): Promise<[string, string[]]> => {
    const secret = typeof credential === 'function' ? await credential() : credential
    const address = new URL(typeof url === 'function' ? await url(misses) : url)
    return [address.href.replace(/^http/, 'ws'), ['deltaboard.v1', ...(secret ? [`${credentialKind}.${secret}`] : [])]]
  }
  if (typeof url === 'string') new URL(url)
  const traffic = clientTraffic(env, () => link)
  const link = connection(env, target, traffic)
  const { ask } = traffic
  let authorizing: Promise<unknown> = Promise.resolve()
  link.connect()

  return {
    get state() {
      return link.state()
    },
    subscribe: link.subscribe,
    live(query = {}) {
      const live = traffic.live(query)
      if (link.state().state === 'closed') live.close()
      return live
    },
    async older(query, before, limit) {
      const parts = await ask<Older>((ref) => ({ action: 'older', ref, query, before, limit }) as ClientMessage)
      return { hits: parts.flatMap(({ hits }) => hits), end: parts.at(-1)?.end }
    },
    async summarize(request) {
      const parts = await ask<SummaryPart>((ref) => ({ ...request, action: 'summarize', ref }))
      const { asOf = '', total = 0, facets = {} } = parts.at(-1) as SummaryPart
      return { asOf, total, buckets: parts.flatMap(({ buckets }) => buckets), facets }
    },
    async authorize(token) {
      // Where requests overtake each other (API Gateway), an earlier token could hold in the end: one at a time, and one
      // that stays unanswered is left behind with its link.
      const give = () => ask<Authorized>((ref) => ({ action: 'authorize', ref, token }), true)
      const asked = authorizing.then(give, give)
      authorizing = asked
      const [{ expires }] = (await asked) as [Authorized]
      // A function is asked again for the next connection; a token that was given once is replaced.
      if (typeof credential === 'string') credential = token
      link.renew()
      return { expires }
    },
    retryNow: link.retryNow,
    close() {
      link.close()
      traffic.close(new RequestError({ code: 'closed', message: 'it was closed' }))
    },
  }
}
