import type { QueryId } from '../../domain/query/query.js'
import type { Frame } from '../../domain/wire/frame.js'
import { hitsMessage } from '../../domain/wire/outlines.js'
import { type Item, type Outline, pack } from '../../domain/wire/pack.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { type Audience, type Interest, policyId } from './audience.js'
import type { Telling } from './matching.js'
import type { Shaper } from './shaper.js'

/**
 * Bytes of frames that are kept for further pages of viewers. Beyond, they are made anew: ten thousand viewers of as many
 * queries would otherwise have all that they are sent in memory at once.
 */
const keptBytes = 16_777_216

/** The messages and frames of one batch: each made when the first audience needs it, then shared. */
export class Flush {
  /** Messages that were serialised. */
  serialised = 0
  readonly #tellings: ReadonlyMap<QueryId, readonly Telling[]>
  readonly #shaper: Shaper
  readonly #now: number
  readonly #cursor: string
  readonly #shares = new Map<QueryId, number>()
  readonly #messages = new Map<string, { readonly outline: Outline; readonly changes: number }>()
  readonly #frames = new Map<string, readonly Frame[]>()
  readonly #sent = { deliveries: 0, frames: 0, bytes: 0 }
  #sampled = 0
  #keptBytes = 0

  constructor(tellings: ReadonlyMap<QueryId, readonly Telling[]>, shaper: Shaper, now: number, maxSkewMs: number) {
    this.#tellings = tellings
    this.#shaper = shaper
    this.#now = now
    this.#cursor = new Date(now + maxSkewMs).toISOString()
  }

  framesFor(audience: Audience): readonly Frame[] {
    const messages = audience.interests.map((interest) => this.#message(interest))
    let frames = this.#frames.get(audience.id)
    if (frames === undefined) {
      frames = pack(
        messages.map((m) => m.outline),
        audience.packed,
      )
      this.#keep(audience.id, frames)
    }
    const viewers = audience.to.length
    const bytes = bytesOf(frames)
    this.#sent.deliveries += messages.reduce((n, m) => n + m.changes, 0) * viewers
    this.#sent.frames += frames.length * viewers
    this.#sent.bytes += bytes * viewers
    this.#sampled += messages.reduce((n, m) => n + (m.outline.dropped ?? 0), 0) * viewers
    return frames
  }

  report(telemetry: Telemetry): void {
    if (this.#sent.frames === 0) return
    telemetry.sent(this.#sent)
    if (this.#sampled > 0) telemetry.dropped('sampled', this.#sampled)
    const seen = new Set<Telling['told']>()
    for (const tellings of this.#tellings.values()) for (const { told } of tellings) seen.add(told)
    for (const told of seen) telemetry.latency(this.#now - Date.parse(told.delta.now.ingestedAt), 1)
  }

  #keep(id: string, frames: readonly Frame[]): void {
    const bytes = bytesOf(frames)
    if (this.#keptBytes + bytes > keptBytes) return
    this.#keptBytes += bytes
    this.#frames.set(id, frames)
  }

  #message({ queryId, policy }: Interest): { readonly outline: Outline; readonly changes: number } {
    const id = `${queryId}/${policyId(policy)}`
    const made = this.#messages.get(id)
    if (made !== undefined) return made
    const all = this.#tellings.get(queryId) ?? []
    let share = this.#shares.get(queryId)
    if (share === undefined) {
      share = this.#shaper.share(queryId, all, this.#now)
      this.#shares.set(queryId, share)
    }
    const { tellings, dropped } = this.#shaper.shape(policy, all, share)
    const hits: Item[] = []
    const changed: Item[] = []
    const removed: Item[] = []
    for (const { told, form } of tellings) {
      const patch = form === 'changed' ? told.changed : null
      if (form === 'removed') removed.push(told.removed)
      else if (patch !== null) changed.push(patch)
      else hits.push(told.hit)
    }
    this.serialised++
    const outline = hitsMessage({ queryId, hits, changed, removed, dropped, cursor: this.#cursor })
    const message = { outline, changes: tellings.length }
    this.#messages.set(id, message)
    return message
  }
}

function bytesOf(frames: readonly Frame[]): number {
  return frames.reduce((bytes, frame) => bytes + frame.bytes.length, 0)
}
