import { type Event, step } from '../../client/src/kernel/step.js'
import { newQuery, type Query, wantsFetch } from '../../client/src/view/query.js'
import type { ServerMessage } from '../../src/domain/wire/serverMessage.js'
import type { World } from './world.js'

/** The client's real rules before the real use cases; its mail is heard when the test says so, in the order it says. */
export class Viewer {
  query: Query
  /** Sent to it, and not heard yet. */
  mail: ServerMessage[] = []
  #connection = ''
  readonly #world: World
  readonly #where: unknown

  constructor(world: World, where: unknown = { level: 'in' }, limit = 100) {
    this.#world = world
    this.#where = where
    this.query = newQuery('v', limit)
  }

  /** Comes on a connection of its own, and asks. What it had on another one is lost. */
  async open(connection: string): Promise<void> {
    if (this.#connection !== '') await this.#take({ on: 'lost' })
    this.#connection = connection
    this.mail = []
    await this.#world.connect(connection)
    await this.#take({ on: 'opened' })
  }

  /** Asks again, as after a dead letter, or to verify. */
  async verify(): Promise<void> {
    await this.#take({ on: 'again' })
    await this.settle()
  }

  /** Hears its mail, and reads what it finds that it has to read, until nothing is left to do. */
  async settle(arrange: (mail: ServerMessage[]) => ServerMessage[] = (mail) => mail): Promise<void> {
    this.#collect()
    for (const message of arrange(this.mail.splice(0))) await this.#take({ on: 'message', message })
    if (wantsFetch(this.query)) await this.#take({ on: 'slot' })
    if (this.mail.length > 0 || wantsFetch(this.query)) await this.settle()
  }

  /** What it shows: id and version, sorted. */
  get shows(): readonly string[] {
    return this.query.order.map((hit) => `${hit['@timestamp'].slice(8, 10)}/${hit.eventId} v${hit.version}`).sort()
  }

  #collect(): void {
    this.mail.push(...this.#world.outbox.take(this.#connection))
  }

  async #take(event: Event): Promise<void> {
    const { query, effects } = step(this.query, event)
    this.query = query
    for (const effect of effects) {
      const { session } = this.#world
      if (effect.do === 'subscribe') {
        const { ref, since } = effect
        const asked = { query: { where: this.#where, limit: this.query.limit } }
        const cursor = since === undefined ? {} : { since }
        await session.receive(this.#connection, { action: 'subscribe', ref, ...asked, ...cursor })
      } else if (effect.do === 'fetch') {
        const { id, queryId, keys } = effect
        this.#collect()
        await session.receive(this.#connection, { action: 'fetch', ref: id, queryId, keys })
        const answered = this.#world.outbox.take(this.#connection)
        this.mail.push(...answered.filter((message) => message.type !== 'documents'))
        const hits = answered.flatMap((message) => (message.type === 'documents' ? message.hits : []))
        await this.#take({ on: 'read', id, hits })
      }
    }
    this.#collect()
  }
}
