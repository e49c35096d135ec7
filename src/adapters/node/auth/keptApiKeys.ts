import type { ApiKey } from './apiKey.js'
import { ApiKeys } from './apiKeys.js'

export interface KeptApiKeysOptions {
  /** The list as it is now; rejects where nobody can tell, or where it can't be read. */
  readonly read: () => Promise<readonly ApiKey[]>
  /** What `read` failed with, for the operator. */
  readonly onFault: (fault: unknown) => void
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** How soon a key that was added or taken away counts. */
const freshMs = 60_000
/** How long the list known before stands in for one that can't be read: a key that was taken away must not live on. */
const trustedMs = 10 * 60_000
/** Between two tries where it can't. */
const pauseMs = 5_000

/** API keys that are kept elsewhere, and may change there: the list is read when it is needed, and again a minute later. */
export class KeptApiKeys {
  readonly #options: KeptApiKeysOptions
  #keys: ApiKeys | undefined
  #readAt = Number.NEGATIVE_INFINITY
  #triedAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(options: KeptApiKeysOptions) {
    this.#options = options
  }

  /** Whose key it is; `unknown` where no list is to be had that could tell. */
  async find(shown: string): Promise<ApiKey | 'unknown' | undefined> {
    const { now } = this.#options
    if (now() - this.#readAt >= freshMs && now() - this.#triedAt >= pauseMs) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined
      })
    }
    await this.#reading
    if (this.#keys === undefined || now() - this.#readAt >= trustedMs) return 'unknown'
    return this.#keys.find(shown)
  }

  async #read(): Promise<void> {
    const { now, onFault, read } = this.#options
    try {
      this.#keys = new ApiKeys(await read())
      this.#readAt = now()
    } catch (fault) {
      this.#triedAt = now()
      onFault(fault)
    }
  }
}
