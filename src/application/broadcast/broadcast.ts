import { deltaOf } from '../../domain/document/decide.js'
import type { Delta } from '../../domain/document/hit.js'
import type { Schema } from '../../domain/fields.js'
import { isSpentProbe } from '../../domain/probe/probe.js'
import type { Clock } from '../../ports/clock.js'
import type { Delivery, Verdict } from '../../ports/consumer.js'
import type { HitIndex } from '../../ports/hitIndex.js'
import type { Outbox, Undelivered } from '../../ports/outbox.js'
import type { SubscriptionStore } from '../../ports/subscriptionStore.js'
import type { Telemetry } from '../../ports/telemetry.js'
import type { Settings } from '../settings.js'
import { audiencesOf } from './audience.js'
import { ChannelCache } from './channelCache.js'
import { Flush } from './flush.js'
import { channelsOf, Matching } from './matching.js'
import { Shaper } from './shaper.js'
import { Told } from './told.js'

export interface BroadcastParts {
  readonly schema: Schema
  readonly settings: Settings
  readonly store: SubscriptionStore
  readonly index: HitIndex
  readonly outbox: Outbox
  readonly clock: Clock
  readonly telemetry: Telemetry
}

/** Audiences that are posted to at the same time; the frames of all of them are in memory. */
const postsAtATime = 64

/**
 * Deltas in, frames out: route, match each distinct query once, read who looks at what matched, serialise once, post.
 * A delta is done when each post is sent, gone, or given up.
 */
export class Broadcast {
  readonly #parts: BroadcastParts
  readonly #channels: ChannelCache
  readonly #shaper: Shaper

  constructor(parts: BroadcastParts) {
    this.#parts = parts
    this.#channels = new ChannelCache(parts.store, parts.schema)
    this.#shaper = new Shaper(parts.settings.sampleAbove)
  }

  readonly handle = async (batch: readonly Delivery<Delta>[]): Promise<readonly Verdict[]> => {
    const { clock, schema, store, telemetry } = this.#parts
    const verdicts: Verdict[] = new Array(batch.length).fill('done')
    const told = await this.#whole(batch, verdicts)
    if (told.length === 0) return verdicts

    const channels = await this.#channels.load(channelsOf(told, schema))
    const matching = new Matching(schema, channels)
    for (const one of told) matching.add(one)

    // Read after the deltas were published: a subscriber of whom these reads know nothing has them in its snapshot.
    const now = clock.now()
    const flush = new Flush(matching.tellings, this.#shaper, now, this.#parts.settings.maxSkewMs)
    if (matching.tellings.size > 0) {
      for await (const page of store.subscribers([...matching.tellings.keys()])) {
        const audiences = [...audiencesOf(page)]
        // Some at a time: an outbox may have a way to go for each, and no two audiences of a page share a receiver.
        while (audiences.length > 0) {
          const posts = audiences.splice(0, postsAtATime).map((a) => this.#parts.outbox.post(flush.framesFor(a), a.to))
          for (const undelivered of await Promise.all(posts)) await this.#part(undelivered)
        }
      }
    }
    flush.report(telemetry)
    telemetry.matched({ visited: matching.visited, matched: matching.matched, serialised: flush.serialised })
    return verdicts
  }

  /** Deltas that may still be told, whole; the others get their verdicts. */
  async #whole(batch: readonly Delivery<Delta>[], verdicts: Verdict[]): Promise<readonly Told[]> {
    const { clock, index, settings, telemetry } = this.#parts
    const oldest = new Date(clock.now() - settings.maxDeltaAgeMs).toISOString()
    const references = batch.map((d) => d.item).filter((delta) => !('now' in delta))
    const found = references.length === 0 ? undefined : await index.get(references.map((delta) => delta.key))
    const told: Told[] = []
    for (const [at, { item }] of batch.entries()) {
      if ('now' in item && isSpentProbe(item.now, clock.now())) continue
      const ingestedAt = 'now' in item ? item.now.ingestedAt : item.ingestedAt
      if (ingestedAt < oldest) {
        verdicts[at] = { dead: { code: 'too_old', message: 'the delta is older than maxDeltaAge' } }
        telemetry.deadDeltas(1)
        continue
      }
      const stored = found?.get(item.key)?.stored
      const delta = 'now' in item ? item : stored === undefined ? undefined : deltaOf(stored)
      if (delta !== undefined && 'now' in delta) told.push(new Told(delta))
    }
    return told
  }

  /** Whoever will get nothing more is forgotten at once; whom the outbox gave up on is closed, so that it comes back. */
  async #part(undelivered: readonly Undelivered[]): Promise<void> {
    for (const { to, why } of undelivered) {
      if (why === 'gaveUp') {
        await this.#parts.outbox.close(to, 4429, { type: 'goodbye', reason: 'slow', reconnectAfterMs: 1000 })
      }
      await this.#parts.store.disconnect(to.connectionId)
    }
  }
}
