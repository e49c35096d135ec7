import type { Refusal } from '../../domain/refusal.js'
import type { Frame } from '../../domain/wire/frame.js'
import { plain } from '../../domain/wire/outlines.js'
import { framesOf, type Outline, pack } from '../../domain/wire/pack.js'
import type { ErrorCode, Goodbye, ServerMessage } from '../../domain/wire/serverMessage.js'
import type { Address } from '../../ports/connection.js'
import type { Welcome } from '../../ports/eventBus.js'
import type { SessionParts } from './parts.js'

const codes: Readonly<Record<ErrorCode, { readonly retryable: boolean }>> = {
  bad_request: { retryable: false },
  bad_query: { retryable: false },
  too_large: { retryable: false },
  unauthorized: { retryable: false },
  forbidden: { retryable: false },
  unknown_query: { retryable: false },
  too_many_subscriptions: { retryable: false },
  rate_limited: { retryable: true },
  unavailable: { retryable: true },
  internal: { retryable: true },
}

/** Longest text of an error: it may quote what a client sent. */
const longestMessage = 500

type AnswerParts = Pick<SessionParts, 'outbox' | 'store'>

/** Posts what one request is answered by, and forgets connections that are gone. */
export class Answers {
  readonly #parts: AnswerParts
  /** The answer that is being sent, by connection; those that follow wait. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(parts: AnswerParts) {
    this.#parts = parts
  }

  /** Sends lists of documents as the connection takes them, one answer after the other: no more than that is held for it. */
  async send(to: Address, outline: Outline): Promise<void> {
    const { connectionId } = to
    const before = this.#turns.get(connectionId)
    const sent = (before ?? Promise.resolve()).then(() => this.#post(to, framesOf([outline], to.packed)))
    // What follows waits for the end of it, whatever that is.
    const turn = sent.catch(() => {})
    this.#turns.set(connectionId, turn)
    try {
      await sent
    } finally {
      if (this.#turns.get(connectionId) === turn) this.#turns.delete(connectionId)
    }
  }

  async message(to: Address, message: ServerMessage): Promise<void> {
    await this.#post(to, pack([plain(message)], to.packed))
  }

  async #post(to: Address, frames: Iterable<Frame>): Promise<void> {
    for (const frame of frames) {
      const [undelivered] = await this.#parts.outbox.post([frame], [to])
      if (undelivered === undefined) continue
      // Without its rows it would wait for ever.
      if (undelivered.why === 'gaveUp') return this.goodbye(to, 4429, 'slow', 1000)
      await this.#parts.store.disconnect(to.connectionId)
      return
    }
  }

  /** Of the channels that a connection's URL named. */
  async subscribed(to: Address, subscribed: Welcome['subscribed']): Promise<void> {
    for (const { ref, queryId } of subscribed) await this.message(to, { type: 'subscribed', ref, queryId })
  }

  async error(to: Address, refusal: Refusal, ref?: string): Promise<void> {
    const code: ErrorCode = Object.hasOwn(codes, refusal.code) ? (refusal.code as ErrorCode) : 'internal'
    await this.message(to, {
      type: 'error',
      ...(ref === undefined ? {} : { ref }),
      code,
      message: cut(refusal.message),
      retryable: codes[code].retryable,
      ...(refusal.path === undefined ? {} : { path: cut(refusal.path) }),
    })
  }

  /** Says why, closes, and forgets. */
  async goodbye(to: Address, code: number, reason: Goodbye['reason'], reconnectAfterMs: number): Promise<void> {
    await this.#parts.outbox.close(to, code, { type: 'goodbye', reason, reconnectAfterMs })
    await this.#parts.store.disconnect(to.connectionId)
  }
}

function cut(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}…`
}
