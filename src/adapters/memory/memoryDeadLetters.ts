import type { DeadLetter, DeadLetters } from '../../ports/deadLetters.js'

/** Dead letters of one process: the newest `max`, and a count of those that had to go. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #max: number
  // In order of arrival: a Map keeps it, and finds an id at once.
  readonly #letters = new Map<string, DeadLetter>()
  #lost = 0

  constructor(max = 10_000) {
    this.#max = max
  }

  async put(letters: readonly DeadLetter[]): Promise<void> {
    for (const letter of letters) if (!this.#letters.has(letter.id)) this.#letters.set(letter.id, letter)
    for (const id of this.#letters.keys()) {
      if (this.#letters.size <= this.#max) break
      this.#letters.delete(id)
      this.#lost++
    }
  }

  async list({ after, limit }: { readonly after?: string; readonly limit: number }): ReturnType<DeadLetters['list']> {
    const letters: DeadLetter[] = []
    let skipping = after !== undefined && this.#letters.has(after)
    let more = false
    for (const [id, letter] of this.#letters) {
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
    return ids.filter((id) => this.#letters.delete(id)).length
  }
}
