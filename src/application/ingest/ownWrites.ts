import type { Hit, Key } from '../../domain/document/hit.js'

/**
 * What a worker wrote in the present millisecond and will tell of, or has told. So an event that is handed in twice within
 * one is known for a duplicate, and a write whose answer went lost is not taken for one.
 */
export class OwnWrites {
  #now = ''
  /** The highest version of each. */
  readonly #told = new Map<Key, number>()

  /** `now`: the `ingestedAt` of what is written from here on. ISO. */
  begin(now: string): void {
    if (now === this.#now) return
    this.#now = now
    this.#told.clear()
  }

  told(key: Key, { ingestedAt, version }: Hit): void {
    if (ingestedAt === this.#now) this.#told.set(key, version)
  }

  has(key: Key, { ingestedAt, version }: Hit): boolean {
    return ingestedAt === this.#now && this.#told.get(key) === version
  }
}
