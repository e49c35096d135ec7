import type { Schema } from '../fields.js'
import { compileWhere } from './matcher.js'
import type { Query, QueryId } from './query.js'
import type { Subject } from './subject.js'

/** First form, linear: replaced by the real one. */
export class MatchIndex {
  readonly #schema: Schema
  readonly #queries = new Map<QueryId, { query: Query; matches: (subject: Subject) => boolean }>()

  constructor(schema: Schema) {
    this.#schema = schema
  }

  get size(): number {
    return this.#queries.size
  }

  add(query: Query): void {
    if (this.#queries.has(query.queryId)) return
    this.#queries.set(query.queryId, { query, matches: compileWhere(query.where, this.#schema) })
  }

  remove(queryId: QueryId): void {
    this.#queries.delete(queryId)
  }

  match(subject: Subject, found: (query: Query) => void): number {
    for (const { query, matches } of this.#queries.values()) if (matches(subject)) found(query)
    return this.#queries.size
  }
}
