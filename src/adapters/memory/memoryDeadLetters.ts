import type { DeadLetter, DeadLetters } from '../../ports/deadLetters.js'
import { jsonBytes } from './jsonBytes.js'

export interface DeadLetterBounds {
  readonly maxLetters?: number
  /** Of memory, as estimated: one original may have a megabyte. */
  readonly maxBytes?: number
}

interface Kept {
  readonly letter: DeadLetter
  readonly bytes: number
}

/** Dead letters of one process: the newest that its bounds allow, and a count of those that had to go. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #bounds: Required<DeadLetterBounds>
  // In order of arrival: a Map keeps it, and finds an id at once.
  readonly #letters = new Map<string, Kept>()
  #bytes = 0
  #lost = 0

  constructor(bounds: DeadLetterBounds = {}) {
    this.#bounds = { maxLetters: 10_000, maxBytes: 67_108_864, ...bounds }
  }

  async put(letters: readonly DeadLetter[]): Promise<void> {
    const { maxLetters, maxBytes } = this.#bounds
    for (const letter of letters) {
      if (this.#letters.has(letter.id)) continue
      const bytes = jsonBytes(letter.item, maxBytes)
      this.#letters.set(letter.id, { letter, bytes })
      this.#bytes += bytes
    }
    for (const id of this.#letters.keys()) {
      if (this.#letters.size <= maxLetters && this.#bytes <= maxBytes) break
      this.#delete(id)
      this.#lost++
    }
  }

  async list({ after, limit }: { readonly after?: string; readonly limit: number }): ReturnType<DeadLetters['list']> {
    const letters: DeadLetter[] = []
    let skipping = after !== undefined && this.#letters.has(after)
    let more = false
    for (const [id, { letter }] of this.#letters) {
      if (skipping) {
        skipping = id !== after
        continue
      }
      if (letters.length === limit) {
        more = true
        break
      }
      letters.push(letter)
    }
    const next = more ? letters.at(-1)?.id : undefined
    return { letters, lost: this.#lost, ...(next === undefined ? {} : { next }) }
  }

  async remove(ids: readonly string[]): Promise<number> {
    return ids.filter((id) => this.#delete(id)).length
  }

  #delete(id: string): boolean {
    this.#bytes -= this.#letters.get(id)?.bytes ?? 0
    return this.#letters.delete(id)
  }
}
