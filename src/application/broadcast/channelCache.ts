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

/** Channels that are read at the same time. */
const atATime = 1000

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
    const asked: Channel[] = []
    const ask = () =>
      Promise.all(
        asked.splice(0).map(async (channel) => {
          const queries = await this.#refresh(channel)
          if (queries !== undefined) found.set(channel, queries)
        }),
      )
    for (const channel of channels) {
      asked.push(channel)
      if (asked.length >= atATime) await ask()
    }
    await ask()
    return found
  }

  /** Undefined where there are none, which is so for most channels. */
  async #refresh(channel: Channel): Promise<MatchIndex | undefined> {
    const held = this.#held.get(channel)
    const answer = await this.#store.queries(channel, held?.stamp)
    if (answer === 'same' && held !== undefined) {
      this.#keep(channel, held)
      return held.queries
    }
    if (answer === 'same') throw new Error('a store answered "same" to who held nothing')
    if (answer.reset && answer.added.length === 0) {
      this.#held.delete(channel)
      return undefined
    }
    const queries = answer.reset || held === undefined ? new MatchIndex(this.#schema) : held.queries
    for (const queryId of answer.removed) queries.remove(queryId)
    for (const query of answer.added) queries.add(query)
    this.#keep(channel, { stamp: answer.stamp, queries })
    return queries.size === 0 ? undefined : queries
  }

  /** A channel without queries needs no place. */
  #keep(channel: Channel, held: Held): void {
    this.#held.delete(channel)
    if (held.queries.size === 0) return
    this.#held.set(channel, held)
    if (this.#held.size > maxChannels) this.#held.delete(this.#held.keys().next().value as Channel)
  }
}
