import { isObject, own } from '../../../src/domain/json.js'

/** What the issuer gave. */
export interface Tokens {
  readonly access: string
  readonly refresh?: string
  /** Epoch milliseconds by this machine's clock. */
  readonly expiresAt: number
  /** How long the access token was good for when it came. */
  readonly lifetimeMs: number
}

/** A sign-in that this tab began, and whose answer is awaited. */
export interface Pending {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** The search part of the address to come back to. */
  readonly search: string
}

/** Kept for this tab alone: it outlives a reload and the way to the issuer, and ends with the tab. */
export class Kept {
  readonly #storage: Storage | undefined

  constructor(storage: Storage | undefined) {
    this.#storage = storage
  }

  get works(): boolean {
    return this.#storage !== undefined
  }

  get tokens(): Tokens | undefined {
    const kept = this.#read('deltaboard.tokens')
    const [access, refresh] = [own(kept, 'access'), own(kept, 'refresh')]
    const [expiresAt, lifetimeMs] = [own(kept, 'expiresAt'), own(kept, 'lifetimeMs')]
    if (typeof access !== 'string' || typeof expiresAt !== 'number' || typeof lifetimeMs !== 'number') return undefined
    return { access, expiresAt, lifetimeMs, ...(typeof refresh === 'string' ? { refresh } : {}) }
  }

  set tokens(tokens: Tokens | undefined) {
    this.#write('deltaboard.tokens', tokens)
  }

  set pending(pending: Pending) {
    this.#write('deltaboard.signIn', pending)
  }

  /** An answer is taken once. */
  takePending(): Pending | undefined {
    const kept = this.#read('deltaboard.signIn')
    this.#write('deltaboard.signIn', undefined)
    const [state, nonce, verifier, search] = ['state', 'nonce', 'verifier', 'search'].map((name) => own(kept, name))
    if (typeof state !== 'string' || typeof nonce !== 'string' || typeof verifier !== 'string') return undefined
    return { state, nonce, verifier, search: typeof search === 'string' ? search : '' }
  }

  #read(place: string) {
    try {
      const json: unknown = JSON.parse(this.#storage?.getItem(place) ?? '{}')
      return isObject(json) ? json : {}
    } catch {
      return {}
    }
  }

  #write(place: string, value: object | undefined): void {
    if (value === undefined) this.#storage?.removeItem(place)
    else this.#storage?.setItem(place, JSON.stringify(value))
  }
}
