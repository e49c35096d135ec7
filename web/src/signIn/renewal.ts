import { faultOf } from './fault.js'
import type { Issuer } from './issuer.js'
import type { Tokens } from './kept.js'

export interface RenewalParts {
  readonly issuer: Pick<Issuer, 'refresh'>
  readonly now: () => number
  /** Calls `run` once after `ms`, unless what it answers is called before. */
  readonly setTimer: (run: () => void, ms: number) => () => void
}

export interface RenewalListener {
  renewed(tokens: Tokens): void
  /** The issuer does not answer; it is asked again. */
  away(): void
  /** It renews no more, or never did: there is nothing but to sign in again. */
  refused(): void
}

/** Renewed so long before its end at most, and at least in the last fifth of its time. */
const aheadMs = 60_000
/** Full jitter has no use here: tokens end at as many times as there are viewers. */
const firstMs = 1000
const mostMs = 30_000
/** The longest that a browser's timer takes. */
const longestMs = 2 ** 31 - 1

/** Keeps a token fresh: asks for another one before its end, and goes on asking while the issuer is away. */
export class Renewal {
  readonly #parts: RenewalParts
  readonly #listener: RenewalListener
  #tokens: Tokens | undefined
  #underway: Promise<void> | undefined
  #failures = 0
  #stopTimer = () => {}

  constructor(parts: RenewalParts, listener: RenewalListener) {
    this.#parts = parts
    this.#listener = listener
  }

  watch(tokens: Tokens): void {
    this.#tokens = tokens
    this.#failures = 0
    const { expiresAt, lifetimeMs, refresh } = tokens
    // Without a refresh token it takes leaving the page: not before it must.
    const ahead = refresh === undefined ? 0 : Math.min(aheadMs, lifetimeMs / 5)
    this.#later(expiresAt - ahead - this.#parts.now())
  }

  stop(): void {
    this.#stopTimer()
    this.#tokens = undefined
  }

  /** At once, or with what is under way. */
  renew(): Promise<void> {
    this.#underway ??= this.#ask().finally(() => {
      this.#underway = undefined
    })
    return this.#underway
  }

  async #ask(): Promise<void> {
    const tokens = this.#tokens
    if (tokens === undefined) return
    if (tokens.refresh === undefined) return this.#listener.refused()
    try {
      const fresh = await this.#parts.issuer.refresh(tokens.refresh)
      // It was ended, or renewed otherwise, meanwhile.
      if (this.#tokens === tokens) this.#listener.renewed(fresh)
    } catch (error) {
      if (this.#tokens !== tokens) return
      if (faultOf(error).kind !== 'away') return this.#listener.refused()
      this.#listener.away()
      this.#later(Math.min(mostMs, firstMs * 2 ** this.#failures++))
    }
  }

  #later(ms: number): void {
    this.#stopTimer()
    const wait = Math.max(0, Math.min(ms, longestMs))
    this.#stopTimer = this.#parts.setTimer(
      () => (ms > longestMs ? this.#later(ms - longestMs) : void this.renew()),
      wait,
    )
  }
}
