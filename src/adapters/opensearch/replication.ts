import type { Requests } from './requests.js'

type Settings = Readonly<Record<string, { readonly settings?: Readonly<Record<string, string>> }>>

const setting = 'index.replication.type'

/** How long an answer is believed: only new indices can be of another kind. */
const believedMs = 60_000

/**
 * Whether copies of a shard get its segments late: then what was refreshed is seen on the primary only. Clusters have a
 * default for it, and some kinds of node know no other way, so the indices are asked.
 */
export class Replication {
  readonly #requests: Requests
  readonly #path: string
  #asked = Number.NEGATIVE_INFINITY
  #preference: Promise<string | undefined> = Promise.resolve(undefined)

  constructor(requests: Requests, prefix: string) {
    this.#requests = requests
    this.#path = `/${prefix}-*/_settings/${setting}`
  }

  /** The preference that searches need. */
  preference(): Promise<string | undefined> {
    if (performance.now() - this.#asked > believedMs) {
      this.#asked = performance.now()
      this.#preference = this.#ask()
    }
    return this.#preference
  }

  async #ask(): Promise<string | undefined> {
    try {
      const query = { flat_settings: true, ignore_unavailable: true }
      const indices = Object.values(await this.#requests.send<Settings>({ method: 'GET', path: this.#path, query }))
      // Nothing to go by before the first document: its index shall be asked.
      if (indices.length === 0) this.#asked = Number.NEGATIVE_INFINITY
      return indices.some(({ settings }) => settings?.[setting] === 'SEGMENT') ? '_primary' : undefined
    } catch {
      // Unknown, or not to be known with these rights: the primary is right either way.
      return '_primary'
    }
  }
}
