import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import type { ConnectionState } from '../api.js'
import { RequestError } from '../requestError.js'
import { backoffMs } from './backoff.js'
import { type Link, type LinkListener, openLink } from './link.js'
import { listeners, unharmed } from './listeners.js'
import { firstOpens, soundMs } from './patience.js'
import type { Surroundings } from './surroundings.js'
import { timer } from './timer.js'

/** What goes over the connection, and is told which link to take. */
export interface Traffic {
  /** This link is open, and the only one. */
  readonly take: (link: Link) => void
  /** There is no link any more. */
  readonly strand: () => void
  /** Another link is open beside: subscribe there, go on with all else where it is. */
  readonly prepare: () => void
  /** True when nothing is left to be subscribed on the other link. */
  readonly isPrepared: () => boolean
  /** The other link has failed. */
  readonly unprepare: (next: Link) => void
  readonly receive: (link: Link, message: ServerMessage) => void
  /** No link will come by itself. */
  readonly refuse: (error: RequestError) => void
}

/** Keeps a link open: comes back after failures, and replaces the link before the server ends it for its age. */
export interface Connection {
  readonly state: () => ConnectionState
  readonly subscribe: (listener: () => void) => () => void
  /** The link that serves requests. */
  readonly current: () => Link | undefined
  /** The link to subscribe on: the next, where there is one. */
  readonly target: () => Link | undefined
  /** Moves over to the next link if nothing is left to be subscribed there. */
  readonly moveIfPrepared: () => void
  readonly connect: () => void
  readonly retryNow: () => void
  /** The credential is another one now: a link that is under way with the old one gives place to another. */
  readonly renew: () => void
  readonly close: () => void
}

/**
 * `target`: the address, and the subprotocols to offer, credentials among them. Asked before every attempt, with how many
 * links in a row came to nothing before.
 */
export function connection(
  env: Surroundings,
  target: (misses: number) => Promise<[url: string, protocols: string[]]>,
  traffic: Traffic,
): Connection {
  const watchers = listeners<void>()
  let state: ConnectionState = { state: 'connecting' }
  let current: Link | undefined
  let next: Link | undefined
  /** The attempt under way; an older one comes to nothing. */
  let attempt = 0
  let failures = 0
  /** Links in a row that did not open, or did not hold, though the machine was online. */
  let misses = 0
  /** A link was open once. */
  let isKnown = false

  const show = (shown: ConnectionState) => {
    state = { clockOffsetMs: state.clockOffsetMs, ...shown }
    watchers.tell()
  }
  const backoff = () => backoffMs(failures++, env.random)

  const dial = async (adopt: (link: Link) => void) => {
    const mine = ++attempt
    try {
      const to = await target(misses)
      if (mine === attempt) adopt(openLink(env, ...to, listener))
    } catch (error) {
      // No credential or address was to be had, or the platform refuses it.
      if (mine !== attempt) return
      if (current) age.start(backoff())
      else later(0, `${error}`)
    }
  }
  const connect = () => {
    retry.stop()
    show({ state: 'connecting' })
    void dial((link) => {
      current = link
    })
  }
  const later = (waitMs: number, reason: string) => {
    const ms = waitMs + backoff()
    retry.start(ms)
    show({ state: 'disconnected', retryAt: env.now() + ms, reason })
  }
  const giveUp = (reason: string) => {
    misses = 0
    show({ state: 'unauthorized', reason })
    traffic.refuse(new RequestError({ code: 'unauthorized', message: reason }))
  }
  const serve = (link: Link) => {
    show({ state: 'open' })
    age.start(env.maxAgeMs * (0.5 + 0.4 * env.random()))
    traffic.take(link)
  }
  const moveIfPrepared = () => {
    if (!next?.isOpen || !traffic.isPrepared()) return
    const old = current
    current = next
    next = undefined
    serve(current)
    old?.close()
  }

  const retry = timer(env, connect)
  // Make before break: a second link is opened while the first still serves.
  const age = timer(env, () => {
    if (!next && current?.isOpen) {
      void dial((link) => {
        next = link
      })
    }
  })

  const listener: LinkListener = {
    opened(link) {
      if (link !== next) {
        isKnown = true
        return serve(link)
      }
      traffic.prepare()
      moveIfPrepared()
    },
    received(link, message) {
      // Leaves before the server ends the link, if it gives the time.
      if (message.type === 'goodbye' && link === current) {
        age.start(message.reconnectAfterMs + backoffMs(0, env.random))
      }
      // A message that breaks the contract is left out: the others, and the caller's program, go on.
      unharmed(() => traffic.receive(link, message))
    },
    clock: (clockOffsetMs) => show({ ...state, clockOffsetMs }),
    closed(link, code) {
      const { openedAt, goodbye } = link
      if (env.platform.online()) misses++
      if (openedAt && env.now() - openedAt >= soundMs) misses = failures = 0
      if (link === next) {
        next = undefined
        traffic.unprepare(link)
        age.start(backoff())
        return
      }
      age.stop()
      attempt++
      current = next
      next = undefined
      traffic.strand()
      // Where a server can't send close codes (API Gateway), the reason of its goodbye says it.
      const reason = goodbye?.reason ?? `close code ${code}`
      if (current) {
        if (current.isOpen) serve(current)
        else show({ state: 'connecting' })
      } else if ([4401, 4403].includes(code) || reason === 'unauthorized') giveUp(reason)
      else if (!isKnown && misses >= firstOpens) giveUp('no server, or wrong credentials')
      else later(goodbye?.reconnectAfterMs ?? 0, reason)
    },
  }
  const stopListening = env.platform.listen(() => {
    // The platform closes no socket when the network goes, and nobody can be asked: "live" is not shown meanwhile.
    if (!env.platform.online()) for (const link of [next, current]) link?.end()
    else if (!env.platform.hidden()) {
      if (state.state === 'disconnected') connect()
      else current?.nudge()
    }
  })

  return {
    state: () => state,
    subscribe: watchers.add,
    current: () => ifOpen(current),
    target: () => ifOpen(next) ?? ifOpen(current),
    moveIfPrepared,
    connect,
    renew: () => next?.end(),
    retryNow() {
      if (state.state === 'disconnected' || state.state === 'unauthorized') connect()
    },
    close() {
      attempt++
      retry.stop()
      age.stop()
      stopListening()
      for (const link of [next, current]) link?.close()
      current = next = undefined
      show({ state: 'closed' })
    },
  }
}

function ifOpen(link: Link | undefined): Link | undefined {
  return link?.isOpen ? link : undefined
}
