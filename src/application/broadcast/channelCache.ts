import type { Schema } from '../../domain/fields.js'
import { MatchIndex } from '../../domain/query/matchIndex.js'
import type { Channel } from '../../domain/routing/channel.js'
import type { Stamp, SubscriptionStore } from '../../ports/subscriptionStore.js'

interface Held {
  readonly stamp: Stamp
  readonly queries: MatchIndex
}

/** Channels whose compiled queries are kept; the least recently used go first. */
const maxChannels = 20_000

/** Compiled queries by channel, as fresh as a consistent read of the store says. */
export class ChannelCache {
  readonly #store: SubscriptionStore
  readonly #schema: Schema
  readonly #held = new Map<Channel, Held>()

  constructor(store: SubscriptionStore, schema: Schema) {
    this.#store = store
    this.#schema = schema
  }

  /** The queries of these channels; channels without any are left out. */
  async load(channels: Iterable<Channel>): Promise<ReadonlyMap<Channel, MatchIndex>> {
    const found = new Map<Channel, MatchIndex>()
    await Promise.all(
      Array.from(channels, async (channel) => {
        const queries = await this.#refresh(channel)
        if (queries.size > 0) found.set(channel, queries)
      }),
    )
    return found
  }

  async #refresh(channel: Channel): Promise<MatchIndex> {
    const held = this.#held.get(channel)
    const answer = await this.#store.queries(channel, held?.stamp)
    if (answer === 'same' && held !== undefined) {
      this.#keep(channel, held)
      return held.queries
    }
    if (answer === 'same') throw new Error('a store answered "same" to who held nothing')
    const queries = answer.reset || held === undefined ? new MatchIndex(this.#schema) : held.queries
    for (const queryId of answer.removed) queries.remove(queryId)
    for (const query of answer.added) queries.add(query)
    this.#keep(channel, { stamp: answer.stamp, queries })
    return queries
  }

  /** Most channels that events name have no query: they need no place. */
  #keep(channel: Channel, held: Held): void {
    this.#held.delete(channel)
    if (held.queries.size === 0) return
    this.#held.set(channel, held)
    if (this.#held.size > maxChannels) this.#held.delete(this.#held.keys().next().value as Channel)
  }
}
