import type { ClientMessage } from '../../../src/domain/wire/clientMessage.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import { RequestError } from '../requestError.js'
import { addPart, noParts, type Part, type Parts, wholeOf } from '../view/parts.js'
import type { Link } from './link.js'
import { answerWithinMs } from './patience.js'
import type { Surroundings } from './surroundings.js'
import { type Timer, timer } from './timer.js'

/** Requests that are answered once. They survive the link: what was not answered is asked on the next one. */
export interface Asks {
  /**
   * Answers all parts, in order. Rejects with `RequestError`. What is not answered in time is sent again: over another link
   * if it MUST be done once on each.
   */
  readonly ask: Ask
  /** The link to ask over from now on; none: ask when there is one again. */
  readonly use: (link: Link | undefined) => void
  readonly receive: (message: ServerMessage) => void
  /** No answer will come, until there is a link again. */
  readonly refuse: (error: RequestError) => void
}

export type Ask = <T>(make: (ref: string) => ClientMessage, isOnce?: boolean) => Promise<readonly T[]>

interface Asked {
  readonly make: (ref: string) => ClientMessage
  readonly resolve: (parts: readonly never[]) => void
  readonly reject: (error: RequestError) => void
  readonly patience: Timer
  ref: string
  parts: Parts<Part>
}

export function asks(env: Surroundings): Asks {
  const open = new Set<Asked>()
  let current: Link | undefined
  let refusal: RequestError | undefined
  let refs = 0

  const done = (ask: Asked) => {
    ask.patience.stop()
    open.delete(ask)
  }
  const send = (ask: Asked) => {
    ask.ref = `ask.${++refs}`
    ask.parts = noParts
    ask.patience.stop()
    if (!current) return
    ask.patience.start(answerWithinMs)
    current.send(ask.make(ask.ref))
  }

  return {
    ask: (make, isOnce) =>
      new Promise((resolve, reject) => {
        if (refusal) return reject(refusal)
        const patience = timer(env, () => (isOnce ? current?.end() : send(ask)))
        const ask: Asked = { make, resolve, reject, patience, ref: '', parts: noParts }
        open.add(ask)
        send(ask)
      }),
    use(link) {
      current = link
      if (link) refusal = undefined
      open.forEach(send)
    },
    receive(message) {
      const { ref } = message as { ref?: string }
      const ask = [...open].find((ask) => ask.ref === ref)
      if (!ask) return
      ask.patience.start(answerWithinMs)
      ask.parts = addPart(ask.parts, { part: 0, last: true, ...message })
      const whole = wholeOf(ask.parts)
      if (whole || message.type === 'error') done(ask)
      if (message.type === 'error') ask.reject(new RequestError(message))
      else if (whole) ask.resolve(whole as never[])
    },
    refuse(error) {
      refusal = error
      for (const ask of open) {
        done(ask)
        ask.reject(error)
      }
    },
  }
}
