import { isObject } from '../domain/json.js'
import type { Clock } from '../ports/clock.js'
import type { DeadLetter, DeadLetters } from '../ports/deadLetters.js'
import type { EventBus, Topic, Topics } from '../ports/eventBus.js'

export interface GraveyardParts {
  readonly deadLetters: DeadLetters
  readonly bus: Pick<EventBus, 'publish'>
  readonly clock: Clock
}

/** Which letters: those of these ids, or all that lie there now. */
export type Which = ReadonlySet<string> | 'all'

export interface Settled {
  /** Letters that are gone now. */
  readonly settled: number
  /** Letters that the bus did not take; they stay. */
  readonly left: number
}

const pageSize = 100

/** What an operator does with events and deltas that could not be handled. */
export class Graveyard {
  readonly #parts: GraveyardParts

  constructor(parts: GraveyardParts) {
    this.#parts = parts
  }

  list(page: Parameters<DeadLetters['list']>[0]): ReturnType<DeadLetters['list']> {
    return this.#parts.deadLetters.list(page)
  }

  async show(id: string): Promise<DeadLetter | undefined> {
    for await (const letters of this.#pages(new Set([id]))) if (letters[0] !== undefined) return letters[0]
    return undefined
  }

  /**
   * Gives letters to the bus again, each before it is removed: what happens in between is a duplicate, which changes
   * nothing, as when it is done twice. It comes as what was handed out before, so that an event whose document was
   * stored, and of which nobody was told, is told now.
   */
  async redrive(which: Which): Promise<Settled> {
    let settled = 0
    let left = 0
    for await (const letters of this.#pages(which)) {
      const taken = await this.#publish(letters)
      left += letters.length - taken.length
      if (taken.length > 0) settled += await this.#parts.deadLetters.remove(taken.map(({ id }) => id))
    }
    return { settled, left }
  }

  async discard(which: Which): Promise<Settled> {
    let settled = 0
    for await (const letters of this.#pages(which)) {
      if (letters.length > 0) settled += await this.#parts.deadLetters.remove(letters.map(({ id }) => id))
    }
    return { settled, left: 0 }
  }

  /** Answers those that the bus took. */
  async #publish(letters: readonly DeadLetter[]): Promise<readonly DeadLetter[]> {
    const taken: DeadLetter[] = []
    for (const topic of new Set(letters.map((letter) => letter.topic))) {
      // A queue may hold what was never an event: it would die again, and be less like what it was.
      const own = letters.filter((letter) => letter.topic === topic && isObject(letter.item))
      // They are what this bus was given once.
      const items = own.map(({ item }) => item as unknown as Topics[Topic])
      const answers = items.length === 0 ? [] : await this.#parts.bus.publish(topic, items, { again: true })
      taken.push(...own.filter((_, i) => answers[i] === 'ok'))
    }
    return taken
  }

  /** What died again since this began is not looked at again: it would have no end. */
  async *#pages(which: Which): AsyncIterable<readonly DeadLetter[]> {
    const until = new Date(this.#parts.clock.now()).toISOString()
    let after: string | undefined
    do {
      const page = await this.#parts.deadLetters.list({ limit: pageSize, ...(after === undefined ? {} : { after }) })
      yield page.letters.filter(({ at, id }) => (which === 'all' ? at <= until : which.has(id)))
      after = page.next
    } while (after !== undefined)
  }
}
