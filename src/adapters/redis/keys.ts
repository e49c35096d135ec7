import type { QueryId } from '../../domain/query/query.js'
import type { Channel } from '../../domain/routing/channel.js'
import type { Topic } from '../../ports/eventBus.js'

/** The keys of one channel's queries; all in one slot. */
export type ChannelKeys = readonly [state: string, filed: string, queries: string, leases: string, removed: string]

/**
 * Names of all keys. What is in braces decides the slot of a cluster: keys that must agree within one step share it.
 * - `{c:connection}` a hash: address, identity, lease, and its subscriptions
 * - `{q:query}` a sorted set of its viewers, each with all that a post needs
 * - `{h:channel}` five keys: the channel's queries, and a log of what came and went
 * - `{b:topic}` a stream of what is not handled yet, and who consumes it
 * - `{dead}` dead letters, `{turns}` shared refreshes, `{n:endpoint}` presence of a node and the count of what it was told
 */
export class Keys {
  readonly #prefix: string

  constructor(prefix = 'deltaboard') {
    if (!/^[\w.-]+$/.test(prefix)) throw new Error('a prefix of keys has letters, digits, dots and dashes only')
    this.#prefix = prefix
  }

  connection(connectionId: string): string {
    return `${this.#prefix}:{c:${connectionId}}`
  }

  viewers(queryId: QueryId): string {
    return `${this.#prefix}:{q:${queryId}}`
  }

  channel(channel: Channel): ChannelKeys {
    const base = `${this.#prefix}:{h:${channel}}`
    return [base, `${base}:filed`, `${base}:queries`, `${base}:leases`, `${base}:removed`]
  }

  stream(topic: Topic): string {
    return `${this.#prefix}:{b:${topic}}`
  }

  consumers(topic: Topic): string {
    return `${this.#prefix}:{b:${topic}}:alive`
  }

  deadLetters(): readonly [letters: string, order: string, count: string] {
    const base = `${this.#prefix}:{dead}`
    return [base, `${base}:order`, `${base}:count`]
  }

  turns(): string {
    return `${this.#prefix}:{turns}`
  }

  /** The last is a channel to publish to, which has no slot. */
  node(endpoint: string): readonly [presence: string, told: string, channel: string] {
    const base = `${this.#prefix}:{n:${endpoint}}`
    return [base, `${base}:told`, `${base}:frames`]
  }
}
