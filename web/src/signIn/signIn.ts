import { faultOf, type SignInFault } from './fault.js'
import type { Issuer } from './issuer.js'
import type { Kept, Pending, Tokens } from './kept.js'
import { Renewal, type RenewalParts } from './renewal.js'

export type SignInState =
  | { readonly at: 'out'; readonly fault?: SignInFault }
  /** On the way to the issuer, or back. */
  | { readonly at: 'underway' }
  /** `away`: it is time to renew, and the issuer does not answer. */
  | { readonly at: 'in'; readonly away: boolean }

export interface SignInParts extends RenewalParts {
  readonly issuer: Issuer
  readonly kept: Kept
  /** Leaves the page for an address. */
  readonly go: (url: string) => void
  /** The search part of the address that the viewer looks at. */
  readonly search: () => string
}

/** What the page does about it. */
export interface SignInListener {
  /** The state is another one. */
  changed(): void
  /** Another token took the place of the one in use. */
  renewed(token: string): void
}

/** A token that lived shorter is not asked for again by leaving the page: that could go on for ever. */
const shortMs = 60_000
/** Tokens end at whole seconds, counted from when they were made: a while before this machine thinks so. */
const marginMs = 5000

/** One person's sign-in in this tab: asked for, answered, renewed in time, ended. */
export class SignIn {
  state: SignInState = { at: 'out' }
  readonly #parts: SignInParts
  readonly #renewal: Renewal
  #listener: SignInListener = { changed: () => {}, renewed: () => {} }
  #tokens: Tokens | undefined

  constructor(parts: SignInParts) {
    this.#parts = parts
    this.#renewal = new Renewal(parts, {
      renewed: (tokens) => {
        this.#hold(tokens)
        this.#listener.renewed(tokens.access)
      },
      away: () => this.#show({ at: 'in', away: true }),
      refused: () => this.#again(),
    })
  }

  listen(listener: SignInListener): void {
    this.#listener = listener
  }

  /** Takes up what this tab holds, or the issuer's answer in the address. `pending`: what was asked, if this tab asked. */
  async resume(answer: URLSearchParams | undefined, pending: Pending | undefined): Promise<void> {
    const { tokens } = this.#parts.kept
    if (answer === undefined) {
      if (tokens !== undefined) this.#hold(tokens)
      return
    }
    if (pending === undefined) return this.#out({ kind: 'foreign' })
    this.#show({ at: 'underway' })
    try {
      this.#hold(await this.#parts.issuer.finish(answer, pending))
    } catch (error) {
      this.#out(faultOf(error))
    }
  }

  /** Leaves for the issuer. `silent`: it asks nobody anything, and says so where it would have to. */
  async start(silent = false): Promise<void> {
    const { issuer, kept, go, search } = this.#parts
    if (!kept.works) return this.#out({ kind: 'no storage' })
    this.#show({ at: 'underway' })
    try {
      const { url, secrets } = await issuer.begin(silent)
      kept.pending = { ...secrets, search: search() }
      go(url)
    } catch (error) {
      this.#out(faultOf(error))
    }
  }

  /** A token that is good now, renewed if need be. Rejects where there is none. */
  async token(): Promise<string> {
    if (this.#tokens === undefined) throw new Error('nobody is signed in')
    if (!this.#isGood) await this.#renewal.renew()
    if (!this.#isGood) throw new Error('the sign-in could not be renewed')
    return this.#tokens.access
  }

  /** Good enough to be shown: refused for its age it would count as no token at all. */
  get #isGood(): boolean {
    const { expiresAt = 0, lifetimeMs = 0 } = this.#tokens ?? {}
    return this.#parts.now() < expiresAt - Math.min(marginMs, lifetimeMs / 5)
  }

  /** Of the token in use: epoch milliseconds. */
  get endsAt(): number | undefined {
    return this.#tokens?.expiresAt
  }

  /** Ends it here, and at the issuer where it can be asked. */
  async end(): Promise<void> {
    const { issuer, go } = this.#parts
    const tokens = this.#tokens
    this.#drop()
    this.#show({ at: 'underway' })
    try {
      if (tokens !== undefined) await issuer.revoke(tokens).catch(() => {})
      const place = await issuer.farewell()
      if (place !== undefined) return go(place)
    } catch {
      // It is away: here, at least, it is ended.
    }
    this.#out()
  }

  #hold(tokens: Tokens): void {
    this.#tokens = this.#parts.kept.tokens = tokens
    this.#renewal.watch(tokens)
    this.#show({ at: 'in', away: false })
  }

  /** The issuer does not renew: whoever still has a session there comes back at once, others are asked to sign in. */
  #again(): void {
    const lifetimeMs = this.#tokens?.lifetimeMs ?? 0
    this.#drop()
    if (lifetimeMs >= shortMs) void this.start(true)
    else this.#out({ kind: 'ended' })
  }

  #drop(): void {
    this.#renewal.stop()
    this.#tokens = this.#parts.kept.tokens = undefined
  }

  #out(fault?: SignInFault): void {
    this.#drop()
    this.#show(fault === undefined ? { at: 'out' } : { at: 'out', fault })
  }

  #show(state: SignInState): void {
    this.state = state
    this.#listener.changed()
  }
}
