import type { Documents, Slot } from './documents.js'

export interface Bounds {
  readonly maxDocuments: number
  /** Of memory, as estimated. */
  readonly maxBytes: number
}

/** Lets the oldest documents by `@timestamp` go: those beyond the bounds at once, those past retention bit by bit. */
export class Eviction {
  readonly #documents: Documents
  readonly #bounds: Bounds
  /**
   * The latest `ingestedAt` among documents that had to go for the bounds. Those past retention don't count: every
   * reader knows from the time alone that they are gone.
   */
  latestEvicted = -Infinity

  constructor(documents: Documents, bounds: Bounds) {
    this.#documents = documents
    this.#bounds = bounds
  }

  /**
   * Makes the index keep its bounds after `fresh` was added. False: `fresh` was itself the oldest and had to go; it was
   * never answered as written, so it is not counted as evicted.
   */
  keepBounds(fresh: Slot): boolean {
    const { maxDocuments, maxBytes } = this.#bounds
    const documents = this.#documents
    while (documents.count > maxDocuments || documents.bytes > maxBytes) {
      const slot = documents.oldest()
      if (slot < 0) return true
      const ingestedAt = documents.ingestedAt(slot)
      documents.remove(slot)
      if (slot === fresh) return false
      if (ingestedAt > this.latestEvicted) this.latestEvicted = ingestedAt
    }
    return true
  }

  /** Removes at most so many documents that are older than the time, in epoch milliseconds. */
  expire(before: number, most: number): void {
    for (let i = 0; i < most; i++) {
      const slot = this.#documents.oldest()
      if (slot < 0 || this.#documents.timestampAt(slot) >= before) return
      this.#documents.remove(slot)
    }
  }
}
