import type { RawEvent } from '../../domain/event/rawEvent.js'
import type { Folder } from './folder.js'
import type { Change } from './groupCommit.js'
import { Removals } from './removals.js'

/** A row: the events of one publication, of which so many are not settled. */
interface Row {
  readonly key: number
  left: number
}

/**
 * Events that were accepted and are not settled. A row goes when the last of its events is: after a crash the others of
 * that row come again too, which whoever handles them takes, as a bus delivers at least once.
 */
export class Journal {
  readonly #folder: Folder
  /** By the object that travels: `enter` makes it, and the bus hands that very one on. */
  readonly #rowOf = new WeakMap<object, Row>()
  #opened: { next: number; readonly before: number; redeliverFrom: number; readonly removals: Removals } | undefined
  #size = 0

  constructor(folder: Folder) {
    this.#folder = folder
  }

  /** Events that were accepted and are not settled, as far as this process has looked at them. */
  get size(): number {
    return this.#size
  }

  /** `text`: the events as a JSON list. Answers the events that are to travel; rejects where none was kept. */
  async enter(text: string, events: readonly RawEvent[]): Promise<readonly RawEvent[]> {
    const state = this.#state()
    const key = state.next++
    this.#size += events.length
    try {
      await this.#folder.commit([{ rows: this.#rows, key, value: Buffer.from(text) }])
    } catch (fault) {
      this.#size -= events.length
      throw fault
    }
    return this.#travelling(events, { key, left: events.length })
  }

  /** Events that an earlier process left, a row of them with each call; undefined once there are no more. */
  leftBehind(): readonly RawEvent[] | undefined {
    const state = this.#state()
    const range = { start: state.redeliverFrom, end: state.before, limit: 1 }
    for (const { key, value } of this.#folder.journal.getRange(range)) {
      state.redeliverFrom = key + 1
      const events = JSON.parse(value.toString()) as readonly RawEvent[]
      this.#size += events.length
      return this.#travelling(events, { key, left: events.length })
    }
    return undefined
  }

  settle(event: object): void {
    const key = this.#end(event)
    if (key !== undefined) this.#state().removals.add(key)
  }

  /** Settles events with what becomes of them, in one transaction; rejects, and settles none, where that was not kept. */
  async settleWith(events: readonly object[], changes: readonly Change[]): Promise<void> {
    const ends = new Map<Row, number>()
    for (const event of events) {
      const row = this.#rowOf.get(event)
      if (row !== undefined) ends.set(row, (ends.get(row) ?? 0) + 1)
    }
    const over = [...ends].filter(([row, count]) => row.left === count).map(([{ key }]) => ({ rows: this.#rows, key }))
    await this.#folder.commit([...changes, ...over])
    for (const event of events) this.#end(event)
  }

  /** The key of its row, if it was the last of it. */
  #end(event: object): number | undefined {
    const row = this.#rowOf.get(event)
    if (row === undefined) return undefined
    this.#rowOf.delete(event)
    this.#size--
    row.left--
    return row.left === 0 ? row.key : undefined
  }

  /** Copies, as a publisher may hand in one object twice. */
  #travelling(events: readonly RawEvent[], row: Row): readonly RawEvent[] {
    return events.map((event) => {
      const travels = { ...event }
      this.#rowOf.set(travels, row)
      return travels
    })
  }

  get #rows(): Change['rows'] {
    return this.#folder.journal as Change['rows']
  }

  #state() {
    if (this.#opened === undefined) {
      const [last = 0] = [...this.#folder.journal.getKeys({ reverse: true, limit: 1 })]
      const removals = new Removals(this.#rows, (changes) => this.#folder.commit(changes))
      this.#opened = { next: last + 1, before: last + 1, redeliverFrom: 0, removals }
    }
    return this.#opened
  }
}
