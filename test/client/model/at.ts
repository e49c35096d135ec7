import { type Event, type Step, step } from '../../../client/src/kernel/step.js'
import { newQuery, type Query, type Request, wantsAgain } from '../../../client/src/view/query.js'
import type { Hit, Key } from '../../../src/domain/document/hit.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import { snapshot, type View } from './messages.js'

/** One live query, led by hand to where a test wants it. */
export class At {
  query: Query
  /** The last subscribe that was answered in full. */
  answered = { ref: '' }

  constructor(limit = 10, remembers = 1000) {
    this.query = newQuery('t', limit, remembers)
  }

  do(event: Event): Step {
    const done = step(this.query, event)
    this.query = done.query
    return done
  }

  tell(...messages: readonly ServerMessage[]): void {
    for (const message of messages) this.do({ on: 'message', message })
  }

  /** The ref of the subscribe that is not answered. */
  get ref(): string {
    return (this.query.request as Request).ref
  }

  open(): void {
    this.do({ on: 'opened' })
  }

  again(): void {
    this.do({ on: 'again' })
  }

  reconnect(): void {
    this.do({ on: 'lost' })
    this.open()
  }

  complete(view: View): Step {
    this.answered = { ref: this.ref }
    return this.do({ on: 'message', message: snapshot(this.ref, view) })
  }

  /** Live, with these documents in view. */
  with(...all: readonly Hit[]): this {
    this.open()
    this.complete({ hits: all })
    return this
  }

  startFetch(): { readonly id: string; readonly keys: readonly Key[] } {
    const [effect] = this.do({ on: 'slot' }).effects
    if (effect?.do !== 'fetch') throw new Error('nothing is wanted')
    return effect
  }

  endFetch({ id }: { readonly id: string }, found: readonly Hit[]): void {
    this.do({ on: 'read', id, hits: found })
  }

  /** Answers what is wanted with `found`, and tells what was. */
  fetch(found: readonly Hit[]): readonly Key[] {
    const fetching = this.startFetch()
    this.endFetch(fetching, found)
    return fetching.keys
  }

  wantsAgain(): boolean {
    return wantsAgain(this.query)
  }

  ids(): string[] {
    return this.query.order.map((hit) => hit.eventId)
  }

  versions(): Record<string, number> {
    return Object.fromEntries(this.query.order.map((hit) => [hit.eventId, hit.version]))
  }
}
