import type { Key, Stored } from '../../../domain/document/hit.js'
import type { Schema } from '../../../domain/fields.js'
import type { Where } from '../../../domain/query/where.js'
import type { Refusal } from '../../../domain/refusal.js'
import { bucketStart } from '../../../domain/summary/intervals.js'
import type { Summary, SummaryRequest } from '../../../domain/summary/summary.js'
import type { Clock } from '../../../ports/clock.js'
import type { HitIndex, SearchAnswer, SearchRequest, Write, Written } from '../../../ports/hitIndex.js'
import { type Axes, bucketsOf } from './buckets.js'
import { Compaction } from './compaction.js'
import { cellBytes, documentBytes } from './documentBytes.js'
import { Documents, type SegmentSizes, type Slot } from './documents.js'
import { Eviction } from './eviction.js'
import { facets } from './frequencies.js'
import { instantOf, isoOf } from './instant.js'
import { Pace, turn } from './pace.js'
import { partsOf } from './parts.js'
import { planOf } from './plan.js'
import { type Place, search } from './searching.js'
import { indexWords } from './words.js'

export interface MemoryHitIndexOptions {
  readonly schema: Schema
  readonly clock: Clock
  /** At most so many documents; the oldest by `@timestamp` go first. */
  readonly maxDocuments: number
  /** At most so much memory, as `documentBytes` estimates it. */
  readonly maxBytes: number
  /** Documents older than that are no longer answered. */
  readonly retentionMs: number
  /** Tests choose small ones, so that few documents fill many. */
  readonly segments?: SegmentSizes
  /** Nothing that was written later was lost, in epoch milliseconds: where an earlier index's documents are put back. Else now. */
  readonly heldSince?: number
  /** Is told the sequence of each document that the index lets go by itself: beyond its bounds, or past retention. */
  readonly onRemoved?: (sequence: number) => void
}

/** A write that whoever keeps the documents has numbered; numbers rise. Its token is the number. */
export interface NumberedWrite extends Write {
  readonly sequence?: number
}

const usualSegments: SegmentSizes = { smallest: 1024, largest: 32_768 }

/** How many documents past retention are removed with each call; searches leave out the others all the same. */
const expireAStep = 2000
/** How many documents are written before other work may run. */
const writesAStretch = 5000

/**
 * The index of a single process: documents in columns, lists by term, all in memory. Every search sees every write.
 * Hits answered are the stored objects themselves: nobody may change them.
 */
export class MemoryHitIndex implements HitIndex {
  readonly capabilities = { refresh: 'on-demand', durable: 'process' } as const
  readonly #schema: Schema
  readonly #columns: readonly string[]
  readonly #clock: Clock
  readonly #maxBytes: number
  readonly #retentionMs: number
  readonly #cellBytes: number
  readonly #documents: Documents
  readonly #eviction: Eviction
  readonly #compaction: Compaction
  readonly #born: number
  #sequence = 0

  constructor({ segments = usualSegments, ...options }: MemoryHitIndexOptions) {
    const { schema, clock, maxDocuments, maxBytes, retentionMs } = options
    this.#schema = schema
    this.#columns = [...schema.fields.keys()]
    this.#clock = clock
    this.#maxBytes = maxBytes
    this.#retentionMs = retentionMs
    this.#cellBytes = cellBytes(schema.fields)
    this.#documents = new Documents(schema.fields, segments, options.onRemoved)
    this.#eviction = new Eviction(this.#documents, { maxDocuments, maxBytes })
    this.#compaction = new Compaction(this.#documents, segments.largest)
    this.#born = options.heldSince ?? clock.now()
  }

  /** Documents held, and about how many bytes they take. */
  get size(): { readonly documents: number; readonly bytes: number } {
    return { documents: this.#documents.count, bytes: this.#documents.bytes }
  }

  /** No document that was written later was lost, in epoch milliseconds. */
  get heldSince(): number {
    return Math.max(this.#born, this.#eviction.latestEvicted)
  }

  async get(keys: readonly Key[]): Promise<ReadonlyMap<Key, { readonly stored: Stored; readonly token: string }>> {
    const found = new Map<Key, { stored: Stored; token: string }>()
    for (const key of keys) {
      const slot = this.#find(key)
      if (slot === undefined) continue
      const { stored, sequence } = this.#documents.at(slot)
      found.set(key, { stored, token: String(sequence) })
    }
    return found
  }

  async write(documents: readonly NumberedWrite[]): Promise<readonly Written[]> {
    const written: Written[] = []
    for (const document of documents) {
      written.push(this.#write(document))
      this.#compaction.step()
      if (written.length % writesAStretch === 0) await turn()
    }
    this.#eviction.expire(this.#oldest(), expireAStep)
    return written
  }

  /** Memory that could not hold one more document would have ended the process. */
  async probe(stored: Stored): Promise<Written> {
    const bytes = documentBytes(stored) + this.#cellBytes
    return bytes <= this.#maxBytes ? 'written' : { refused: alone }
  }

  async refresh(): Promise<void> {}

  async search(where: Where, request: SearchRequest): Promise<SearchAnswer> {
    const plan = planOf(where, this.#schema)
    this.#eviction.expire(this.#oldest(), expireAStep)
    // From the last stretch on nothing may be awaited: a write in between would not be indexed.
    for (let stretch = 0; !indexWords(this.#documents, plan.words, stretch); stretch++) await turn()
    const found = search(this.#documents.segments(), {
      bind: plan.bind,
      limit: request.limit,
      since: request.since === undefined ? undefined : timeOf(request.since),
      before: request.before === undefined ? undefined : placeOf(request.before),
      oldest: this.#oldest(),
    })
    return { ...found, heldSince: isoOf(this.heldSince) }
  }

  /** The first bucket is counted whole, from its start on, even where `from` lies inside it. `total`: all that is counted. */
  async summarize(where: Where, request: SummaryRequest): Promise<Summary> {
    const plan = planOf(where, this.#schema)
    this.#eviction.expire(this.#oldest(), expireAStep)
    for (let stretch = 0; !indexWords(this.#documents, plan.words, stretch); stretch++) await turn()
    const asOf = this.#clock.now()
    const start = bucketStart(timeOf(request.from), request.intervalMs)
    const parts = partsOf(this.#documents.segments(), { bind: plan.bind, start, oldest: this.#oldest(), asOf })
    const pace = new Pace()
    const axes: Axes = {
      intervalMs: request.intervalMs,
      by: request.by === undefined ? undefined : this.#columnOf(request.by, ['keyword']),
      distribution:
        request.distribution === undefined ? undefined : this.#columnOf(request.distribution, ['long', 'double']),
    }
    const columns = new Map(request.facets.map((field) => [field, this.#columnOf(field, ['keyword'])]))
    return {
      asOf: isoOf(asOf),
      total: parts.reduce((sum, part) => sum + part.docs.length, 0),
      buckets: await bucketsOf(parts, axes, pace),
      ...(columns.size === 0 ? {} : { facets: await facets(parts, columns, pace) }),
    }
  }

  async prepare(): Promise<void> {}

  #write({ key, next, token, sequence = this.#sequence + 1 }: NumberedWrite): Written {
    const slot = this.#find(key)
    const held = slot === undefined ? undefined : String(this.#documents.at(slot).sequence)
    if (held !== token) return 'conflict'
    const bytes = documentBytes(next) + this.#cellBytes
    const refused = this.#refusal(key, next, bytes)
    if (refused !== undefined) return { refused }
    this.#sequence = sequence
    const put = this.#documents.put({ key, stored: next, sequence, bytes }, slot)
    if (typeof put !== 'number') return { refused: put }
    if (this.#eviction.keepBounds(put)) return 'written'
    return { refused: { code: 'too_old', message: 'the index is full of newer documents' } }
  }

  #refusal(key: Key, { hit }: Stored, bytes: number): Refusal | undefined {
    const keyFits = key.length === 11 + hit.eventId.length && key.endsWith(hit.eventId) && key[10] === '/'
    if (!keyFits || !hit['@timestamp'].startsWith(key.slice(0, 10))) {
      return { code: 'bad_key', message: `the key ${JSON.stringify(key)} is not that of its document` }
    }
    if (instantOf(hit['@timestamp']) < this.#oldest()) {
      return { code: 'too_old', message: 'the document is older than retention', path: '@timestamp' }
    }
    if (bytes <= this.#maxBytes) return undefined
    return alone
  }

  /** Where a key's document is. One past retention is as good as gone. */
  #find(key: Key): Slot | undefined {
    const slot = this.#documents.find(key)
    if (slot === undefined || this.#documents.timestampAt(slot) >= this.#oldest()) return slot
    this.#documents.remove(slot)
    return undefined
  }

  /** Documents before it, in epoch milliseconds, are past retention. */
  #oldest(): number {
    return this.#clock.now() - this.#retentionMs
  }

  #columnOf(field: string, types: readonly string[]): number {
    const type = this.#schema.fields.get(field)
    if (type === undefined || !types.includes(type)) {
      throw new Error(`${JSON.stringify(field)} is no field of type ${types.join(' or ')}`)
    }
    return this.#columns.indexOf(field)
  }
}

const alone: Refusal = { code: 'too_large', message: 'the document alone is larger than the index may be' }

function timeOf(iso: string): number {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) throw new Error(`${JSON.stringify(iso)} is no time`)
  return ms
}

function placeOf([timestamp, id]: readonly [string, string]): Place {
  return { timestamp: timeOf(timestamp), id }
}
