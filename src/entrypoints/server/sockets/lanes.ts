import { withinDepth } from '../../../domain/json.js'
import type { ClientMessage } from '../../../domain/wire/clientMessage.js'

/**
 * The order in which one connection's requests are handled. Those that concern one query follow each other: a subscribe
 * to the same query, and the unsubscribe that names it. After `connect` and `authorize` whatever came later waits, since
 * rights decide over it. All others run at once, so that a slow one delays nobody.
 */
export class Lanes {
  /** Requests that are not done. */
  pending = 0
  /** The end of what everything later waits for. */
  #barrier: Promise<void>
  readonly #all = new Set<Promise<void>>()
  /** The last request of each query, by its text as sent. */
  readonly #byQuery = new Map<string, Promise<void>>()
  /** The query that a subscribe under way is about, by its ref. */
  readonly #byRef = new Map<string, Promise<void>>()

  constructor(first: Promise<void> = Promise.resolve()) {
    this.#barrier = first
  }

  /** Runs `task`, which must not throw, when it is its turn. */
  async run(message: ClientMessage, task: () => Promise<void>): Promise<void> {
    this.pending++
    // Whatever it waits for, what may begin at once begins in the order of arrival.
    const done = Promise.all(this.#before(message)).then(task)
    this.#all.add(done)
    const forget = this.#file(message, done)
    await done
    forget()
    this.#all.delete(done)
    this.pending--
  }

  #before(message: ClientMessage): (Promise<void> | undefined)[] {
    switch (message.action) {
      case 'subscribe':
        return [this.#barrier, this.#byQuery.get(textOf(message))]
      case 'unsubscribe':
        return [this.#barrier, this.#byRef.get(message.of)]
      case 'authorize':
        return [this.#barrier, ...this.#all]
      default:
        return [this.#barrier]
    }
  }

  /** Answers how to forget it again. */
  #file(message: ClientMessage, done: Promise<void>): () => void {
    if (message.action === 'authorize') this.#barrier = done
    if (message.action !== 'subscribe') return () => {}
    const text = textOf(message)
    this.#byQuery.set(text, done)
    this.#byRef.set(message.ref, done)
    return () => {
      if (this.#byQuery.get(text) === done) this.#byQuery.delete(text)
      if (this.#byRef.get(message.ref) === done) this.#byRef.delete(message.ref)
    }
  }
}

/** A `where` deeper than any that is allowed exhausts the stack of JSON.stringify: it will be refused, in whatever turn. */
const deepest = 64

function textOf({ query }: Extract<ClientMessage, { action: 'subscribe' }>): string {
  return withinDepth(query.where, deepest) ? JSON.stringify([query.channel, query.where]) : 'too deep'
}
