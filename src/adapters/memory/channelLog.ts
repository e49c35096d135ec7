import type { Query, QueryId } from '../../domain/query/query.js'
import type { ChannelQueries, Stamp } from '../../ports/subscriptionStore.js'

/** Changes that are remembered; who is further behind is given all. */
const remembered = 1024

let births = 0

/** The queries of one channel, and what came and went: so that a reader learns the changes at their own cost. */
export class ChannelLog {
  /** Stamp of a channel without queries. */
  static readonly empty: Stamp = '0'
  // A channel that went and came again must not be taken for the same.
  readonly #birth = ++births
  readonly #queries = new Map<QueryId, Query>()
  readonly #changes: QueryId[] = []
  #forgotten = 0

  get size(): number {
    return this.#queries.size
  }

  add(query: Query): void {
    this.#queries.set(query.queryId, query)
    this.#note(query.queryId)
  }

  remove(queryId: QueryId): void {
    if (this.#queries.delete(queryId)) this.#note(queryId)
  }

  since(held: Stamp | undefined): ChannelQueries {
    const at = this.#forgotten + this.#changes.length
    const stamp = `${this.#birth}:${at}`
    if (held === stamp) return 'same'
    const [birth, from] = (held ?? '').split(':').map(Number)
    if (birth !== this.#birth || from === undefined || !(from >= this.#forgotten)) {
      return { stamp, added: [...this.#queries.values()], removed: [], reset: true }
    }
    const touched = new Set(this.#changes.slice(from - this.#forgotten))
    const added: Query[] = []
    const removed: QueryId[] = []
    for (const queryId of touched) {
      const query = this.#queries.get(queryId)
      if (query === undefined) removed.push(queryId)
      else added.push(query)
    }
    return { stamp, added, removed, reset: false }
  }

  #note(queryId: QueryId): void {
    this.#changes.push(queryId)
    if (this.#changes.length <= remembered * 2) return
    this.#forgotten += this.#changes.splice(0, remembered).length
  }
}
