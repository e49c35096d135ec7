import type { Refusal } from '../../domain/refusal.js'
import { plain } from '../../domain/wire/outlines.js'
import { type Outline, pack } from '../../domain/wire/pack.js'
import type { ErrorCode, Goodbye, ServerMessage } from '../../domain/wire/serverMessage.js'
import type { Address } from '../../ports/connection.js'
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

/** Posts what one request is answered by, and forgets connections that are gone. */
export class Answers {
  readonly #parts: SessionParts

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  async send(to: Address, outline: Outline): Promise<void> {
    const undelivered = await this.#parts.outbox.post(pack([outline], to.packed), [to])
    if (undelivered.length > 0) await this.#parts.store.disconnect(to.connectionId)
  }

  async message(to: Address, message: ServerMessage): Promise<void> {
    await this.send(to, plain(message))
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
