import type { DeadLetter } from '../../../ports/deadLetters.js'

/** The first letters after a place, picked out of all of them in any order; no more than twice as many are held. */
export class LetterPage {
  readonly #after: string
  readonly #limit: number
  /** The earliest place of each id: letters that were put more than once are told once. */
  readonly #places = new Map<string, string>()
  #held = new Map<string, DeadLetter>()

  constructor(after: string, limit: number) {
    this.#after = after
    this.#limit = limit
  }

  add(letter: DeadLetter): void {
    const place = placeOf(letter)
    const before = this.#places.get(letter.id)
    if (before !== undefined && before <= place) return
    this.#places.set(letter.id, place)
    this.#held.delete(letter.id)
    if (place > this.#after) this.#held.set(letter.id, letter)
    if (this.#held.size > 2 * (this.#limit + 1)) this.#held = new Map(this.#first().map((one) => [one.id, one]))
  }

  finish(): { readonly letters: readonly DeadLetter[]; readonly next?: string } {
    const letters = this.#first()
    if (letters.length <= this.#limit) return { letters }
    const page = letters.slice(0, this.#limit)
    const last = page.at(-1)
    return last === undefined ? { letters: page } : { letters: page, next: placeOf(last) }
  }

  /** One more than the page, to know whether there is another. */
  #first(): readonly DeadLetter[] {
    const sorted = [...this.#held.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
    return sorted.slice(0, this.#limit + 1)
  }
}

/** Times are ISO-8601 of one length, so places compare as texts. */
function placeOf({ at, id }: DeadLetter): string {
  return `${at} ${id}`
}
