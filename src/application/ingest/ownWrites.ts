import type { Hit } from '../../domain/document/hit.js'
import { keyOf } from '../../domain/document/identity.js'

/**
 * What a worker wrote in the present millisecond and will tell of, or has told. So an event that is handed in twice within
 * one is known for a duplicate, and a write whose answer went lost is not taken for one.
 */
export class OwnWrites {
  #now = ''
  readonly #told = new Set<string>()

  /** `now`: the `ingestedAt` of what is written from here on. ISO. */
  begin(now: string): void {
    if (now === this.#now) return
    this.#now = now
    this.#told.clear()
  }

  told(hit: Hit): void {
    if (hit.ingestedAt === this.#now) this.#told.add(nameOf(hit))
  }

  has(hit: Hit): boolean {
    return hit.ingestedAt === this.#now && this.#told.has(nameOf(hit))
  }
}

function nameOf(hit: Hit): string {
  return `${hit.version} ${keyOf(hit)}`
}
