import type { Schema } from '../fields.js'
import { anchorsOf } from './anchors.js'
import { Bucket, type Entry, type Filing } from './bucket.js'
import { compileWhere } from './matcher.js'
import type { Query, QueryId } from './query.js'
import { SlotIndex } from './slotIndex.js'
import { type Layout, layoutOf, type Subject } from './subject.js'

/**
 * Live queries, filed so that an event looks only at those that it may match. Each is filed under something that an
 * event must have to match it: a value, a range, a beginning, a term; what asks for nothing of the kind is always looked
 * at. Whatever is looked at is then matched in full.
 */
export class MatchIndex {
  readonly #schema: Schema
  readonly #layout: Layout
  readonly #entries = new Map<QueryId, readonly [entry: Entry, filings: readonly Filing[]]>()
  readonly #slots: SlotIndex[]
  readonly #always = new Bucket(() => {})
  readonly #called: Bucket[] = []
  #event = 0

  constructor(schema: Schema) {
    this.#schema = schema
    this.#layout = layoutOf(schema)
    this.#slots = this.#layout.names.map((_, slot) => new SlotIndex(slot))
  }

  get size(): number {
    return this.#entries.size
  }

  /** A query that is there already stays as it is: equal names, equal conditions. */
  add(query: Query): void {
    if (this.#entries.has(query.queryId)) return
    const entry = { query, matches: compileWhere(query.where, this.#schema), seen: 0 }
    const anchors = anchorsOf(query.where, this.#layout, (anchor) =>
      (this.#slots[anchor.slot] as SlotIndex).crowd(anchor),
    )
    const buckets = anchors?.map((anchor) => (this.#slots[anchor.slot] as SlotIndex).bucket(anchor)) ?? [this.#always]
    this.#entries.set(query.queryId, [entry, buckets.map((bucket) => bucket.add(entry))])
  }

  remove(queryId: QueryId): void {
    const known = this.#entries.get(queryId)
    if (known === undefined) return
    this.#entries.delete(queryId)
    for (const filing of known[1]) filing.bucket.remove(filing)
  }

  /**
   * Calls `found` once for each query that the subject matches, in no order, and answers how many were looked at.
   * `found` MUST NOT add or remove queries.
   */
  match(subject: Subject, found: (query: Query) => void): number {
    const event = ++this.#event
    const called = this.#called
    called.length = 0
    called.push(this.#always)
    for (let i = 0; i < this.#slots.length; i++) (this.#slots[i] as SlotIndex).gather(subject, called)
    let visited = 0
    for (let i = 0; i < called.length; i++) {
      const { filings } = called[i] as Bucket
      for (let j = 0; j < filings.length; j++) {
        const { entry } = filings[j] as Filing
        if (entry.seen === event) continue
        entry.seen = event
        visited++
        if (entry.matches(subject)) found(entry.query)
      }
    }
    return visited
  }
}
