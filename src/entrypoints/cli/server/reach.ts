import type { Client } from '../../../../client/src/index.js'

/** Whether there is any hope of an answer: an address where nobody is, or a credential that admits nobody, has none. */
export class Reach {
  readonly #client: Pick<Client, 'state'>
  readonly #server: string
  readonly #failed = new AbortController()
  #wasOpen = false
  #why = ''

  constructor(client: Pick<Client, 'state' | 'subscribe'>, server: string) {
    this.#client = client
    this.#server = server
    client.subscribe(() => this.#look())
    this.#look()
  }

  /** Aborted when there is none. A connection that was open once comes back, and is no such case. */
  get failed(): AbortSignal {
    return this.#failed.signal
  }

  get why(): string {
    return this.#why
  }

  #look(): void {
    const { state, reason } = this.#client.state
    if (state === 'open') this.#wasOpen = true
    const said = reason === undefined ? '' : `: ${reason}`
    if (state === 'unauthorized') this.#fail(`${this.#server} does not admit these credentials${said}`)
    if (state === 'disconnected' && !this.#wasOpen) this.#fail(`cannot connect to ${this.#server}${said}`)
  }

  #fail(why: string): void {
    if (this.failed.aborted) return
    this.#why = why
    this.#failed.abort()
  }
}
