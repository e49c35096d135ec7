import type { Hit } from '../../domain/document/hit.js'
import type { Schema } from '../../domain/fields.js'
import type { MatchIndex } from '../../domain/query/matchIndex.js'
import type { Query, QueryId } from '../../domain/query/query.js'
import { subjectOf } from '../../domain/query/subject.js'
import type { Channel } from '../../domain/routing/channel.js'
import { channelsOfHit } from '../../domain/routing/routes.js'
import type { Told } from './told.js'

/** How one query is told of one write. */
export type Form = 'hit' | 'changed' | 'removed'
export interface Telling {
  readonly told: Told
  readonly form: Form
}

/** Channels that any version of these documents belongs to. */
export function channelsOf(told: readonly Told[], schema: Schema): ReadonlySet<Channel> {
  const channels = new Set<Channel>()
  for (const { delta } of told) {
    for (const channel of channelsOfHit(delta.now, schema)) channels.add(channel)
    for (const hit of delta.was) for (const channel of channelsOfHit(hit, schema)) channels.add(channel)
  }
  return channels
}

/** Finds for each query what it must be told. Counts the queries that it looked at, and those that matched. */
export class Matching {
  readonly tellings = new Map<QueryId, Telling[]>()
  visited = 0
  matched = 0
  readonly #schema: Schema
  readonly #channels: ReadonlyMap<Channel, MatchIndex>

  constructor(schema: Schema, channels: ReadonlyMap<Channel, MatchIndex>) {
    this.#schema = schema
    this.#channels = channels
  }

  add(told: Told): void {
    if (this.#channels.size === 0) return
    const { now, was } = told.delta
    const matches = this.#matchesOf(now)
    if (was.length === 0) {
      for (const queryId of matches) this.#tell(queryId, told, 'hit')
      return
    }
    const before = was.map((hit) => this.#matchesOf(hit))
    for (const queryId of matches) {
      this.#tell(queryId, told, before[0]?.has(queryId) ? 'changed' : 'hit')
    }
    // A version further back may have been told and its removal lost: whoever matched any of them is told.
    const gone = new Set<QueryId>()
    for (const set of before) for (const queryId of set) if (!matches.has(queryId)) gone.add(queryId)
    for (const queryId of gone) this.#tell(queryId, told, 'removed')
  }

  #matchesOf(hit: Hit): ReadonlySet<QueryId> {
    const subject = subjectOf(hit, this.#schema)
    const found = new Set<QueryId>()
    const collect = (query: Query) => {
      found.add(query.queryId)
    }
    for (const channel of channelsOfHit(hit, this.#schema)) {
      const queries = this.#channels.get(channel)
      if (queries !== undefined) this.visited += queries.match(subject, collect)
    }
    this.matched += found.size
    return found
  }

  #tell(queryId: QueryId, told: Told, form: Form): void {
    const list = this.tellings.get(queryId)
    if (list === undefined) this.tellings.set(queryId, [{ told, form }])
    else list.push({ told, form })
  }
}
