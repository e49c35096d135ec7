import type { ClientMessage } from '../../../src/domain/wire/clientMessage.js'
import type { Goodbye, ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import { frameBytes } from '../view/limits.js'
import { deadAfterMs } from './patience.js'
import type { Surroundings } from './surroundings.js'
import { timer } from './timer.js'

/** One WebSocket: opens, speaks JSON, notices silence. */
export interface Link {
  isOpen: boolean
  /** Since when it is, or was, open: epoch milliseconds. */
  openedAt?: number
  goodbye?: Goodbye
  /** What is too large for a frame is answered by the same error that a server would give. */
  readonly send: (message: ClientMessage) => void
  /** Asks for a sign of life, unless there was one just now: while a machine sleeps, timers do not run. */
  readonly nudge: () => void
  /** Closes it as its peer might have: that is told. */
  readonly end: () => void
  readonly close: () => void
}

/** What a link tells. After `closed` it tells nothing more. */
export interface LinkListener {
  readonly opened: (link: Link) => void
  readonly received: (link: Link, message: ServerMessage) => void
  readonly closed: (link: Link, code: number) => void
  readonly clock: (offsetMs: number) => void
}

/** Throws what the platform's constructor throws, such as for a credential that can't be a subprotocol. */
export function openLink(env: Surroundings, url: string, protocols: string[], listener: LinkListener): Link {
  const { now, pingAfterMs } = env
  const socket = new env.WebSocket(url, protocols)
  let heardAt = 0
  let pingedAt = 0
  let isPinging = false

  // Looks at the silence when it may have become too long, not at every message.
  const patience = timer(env, () => {
    if (!link.isOpen || link.goodbye || isPinging) return end()
    const left = heardAt + pingAfterMs - now()
    if (left > 0) patience.start(left)
    else ping()
  })
  const ping = () => {
    isPinging = true
    pingedAt = now()
    link.send({ action: 'ping', ref: `ping.${pingedAt}` })
    patience.start(deadAfterMs)
  }
  const listenNoMore = () => {
    link.isOpen = false
    patience.stop()
    socket.onopen = socket.onmessage = socket.onclose = null
  }
  // 1006: there was no closing handshake.
  const end = (code = 1006) => {
    listenNoMore()
    // A peer that is gone may never answer the closing handshake: nobody waits for it.
    if (socket.terminate) socket.terminate()
    else socket.close()
    listener.closed(link, code)
  }

  const link: Link = {
    isOpen: false,
    send(message) {
      const text = JSON.stringify(message)
      if (new TextEncoder().encode(text).length > frameBytes) {
        const error = {
          type: 'error',
          ref: message.ref,
          code: 'too_large',
          message: 'too large',
          retryable: false,
        } as const
        queueMicrotask(() => listener.received(link, error))
      } else if (link.isOpen) socket.send(text)
    },
    nudge() {
      if (link.isOpen && !isPinging && now() - heardAt >= pingAfterMs) ping()
    },
    end,
    close() {
      listenNoMore()
      socket.close(1000)
    },
  }
  socket.onopen = () => {
    link.isOpen = true
    link.openedAt = heardAt = now()
    // One ping at once, since its answer tells the server's clock.
    ping()
    listener.opened(link)
  }
  socket.onmessage = ({ data }: { data: unknown }) => {
    heardAt = now()
    isPinging = false
    for (const message of messagesOf(data)) {
      // A listener may have closed it meanwhile.
      if (!message?.type || !link.isOpen) continue
      if (message.type === 'goodbye') {
        link.goodbye = message
        patience.start(message.reconnectAfterMs + deadAfterMs)
      } else if (message.type === 'pong') {
        listener.clock(Math.round(Date.parse(message.now) - (pingedAt + heardAt) / 2))
      }
      listener.received(link, message)
    }
  }
  socket.onclose = ({ code }: { code?: number }) => end(code)
  socket.onerror = () => {}
  patience.start(deadAfterMs)
  return link
}

/** A frame holds one message, or an array of them. What is no JSON holds none. */
function messagesOf(data: unknown): readonly ServerMessage[] {
  try {
    return [JSON.parse(data as string)].flat()
  } catch {
    return []
  }
}
