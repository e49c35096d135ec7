import type { Hit, Key, Stored } from '../../../domain/document/hit.js'
import { compareUtf8 } from '../../../domain/document/order.js'
import type { Fields } from '../../../domain/fields.js'
import { type Json, own } from '../../../domain/json.js'
import type { Refusal } from '../../../domain/refusal.js'
import { type Bits, clearBit, hasBit, setBit } from './bits.js'
import { type Column, columnOf } from './columns.js'
import { instantOf } from './instant.js'
import { KeywordColumn } from './keywordColumn.js'
import { TextColumn } from './textColumn.js'

/** A document on its way into a segment. */
export interface Entry {
  readonly key: Key
  readonly stored: Stored
  /** Names this write. */
  readonly sequence: number
  /** About what it takes in memory. */
  readonly bytes: number
}

/**
 * A run of documents in the order of their writes, with a column a field. A cell is written once: an update is a new
 * document, and the old one dies. When a segment is full, lists by term are made, and it gets no more.
 */
export class Segment {
  readonly capacity: number
  readonly columns: readonly Column[]
  readonly timestamps: Float64Array
  readonly ingestedAt: Float64Array
  readonly live: Bits
  size = 0
  alive = 0
  latestIngest = -Infinity
  readonly #names: readonly string[]
  readonly #stored: (Stored | undefined)[] = []
  /** Those of dead documents too: they keep their place in the order. */
  readonly #keys: Key[] = []
  readonly #sequences: Float64Array
  readonly #bytes: Uint32Array
  /** Documents by `@timestamp`, then id from the last to the first: oldest first, and so newest first read from its end. */
  readonly #order: Uint16Array
  /** All before it in the order are dead. */
  #firstAlive = 0

  constructor(fields: Fields, capacity: number) {
    this.capacity = capacity
    this.#names = [...fields.keys()]
    this.columns = [...fields].map(([name, type]) => columnOf(type, capacity, (doc) => this.#field(doc, name)))
    this.timestamps = new Float64Array(capacity)
    this.ingestedAt = new Float64Array(capacity)
    this.live = new Int32Array((capacity + 31) >>> 5)
    this.#order = new Uint16Array(capacity)
    this.#sequences = new Float64Array(capacity)
    this.#bytes = new Uint32Array(capacity)
  }

  get full(): boolean {
    return this.size === this.capacity
  }

  /** Adds a document, unless a field's value is of another type than declared. There must be room. */
  append(entry: Entry): Refusal | undefined {
    const doc = this.size
    const { hit } = entry.stored
    const timestamp = instantOf(hit['@timestamp'])
    const ingestedAt = instantOf(hit.ingestedAt)
    if (Number.isNaN(timestamp)) return badField('@timestamp')
    if (Number.isNaN(ingestedAt)) return badField('ingestedAt')
    for (let i = 0; i < this.columns.length; i++) {
      const name = this.#names[i] as string
      if (!(this.columns[i] as Column).put(doc, own(hit, name))) return badField(name)
    }
    this.timestamps[doc] = timestamp
    this.ingestedAt[doc] = ingestedAt
    if (ingestedAt > this.latestIngest) this.latestIngest = ingestedAt
    this.#stored.push(entry.stored)
    this.#keys.push(entry.key)
    this.#sequences[doc] = entry.sequence
    this.#bytes[doc] = entry.bytes
    setBit(this.live, doc)
    this.size++
    this.alive++
    this.#place(doc)
    if (this.full) for (const column of this.columns) if (column instanceof KeywordColumn) column.seal(this.#order)
    return undefined
  }

  /** Undefined once it is dead. */
  entry(doc: number): Entry | undefined {
    const stored = this.#stored[doc]
    if (stored === undefined) return undefined
    return { key: this.key(doc), stored, sequence: this.#sequences[doc] as number, bytes: this.#bytes[doc] as number }
  }

  key(doc: number): Key {
    return this.#keys[doc] as Key
  }

  bytesOf(doc: number): number {
    return this.#bytes[doc] as number
  }

  hit(doc: number): Hit | undefined {
    return this.#stored[doc]?.hit
  }

  /** Documents oldest first; from its end, newest first. Dead ones are among them. */
  get order(): Uint16Array {
    return this.#order.subarray(0, this.size)
  }

  kill(doc: number): void {
    clearBit(this.live, doc)
    this.#stored[doc] = undefined
    this.alive--
  }

  /** Place in the order of the oldest document that is alive; `size` if none is. */
  firstAlive(): number {
    while (this.#firstAlive < this.size && !hasBit(this.live, this.#order[this.#firstAlive] as number)) {
      this.#firstAlive++
    }
    return this.#firstAlive
  }

  /** The oldest document that is alive; -1 if none is. */
  oldest(): number {
    const at = this.firstAlive()
    return at < this.size ? (this.#order[at] as number) : -1
  }

  /** About what the words of its texts take, where they are indexed. */
  get wordBytes(): number {
    let bytes = 0
    for (const column of this.columns) if (column instanceof TextColumn) bytes += column.words.bytes
    return bytes
  }

  /** No document is newer, in epoch milliseconds. */
  get newestTimestamp(): number {
    return this.size === 0 ? -Infinity : (this.timestamps[this.#order[this.size - 1] as number] as number)
  }

  /** Keeps the order: most documents are the newest yet, and go to its end. */
  #place(doc: number): void {
    let low = 0
    let high = doc
    if (doc > 0 && this.#isOlder(this.#order[doc - 1] as number, doc)) low = doc
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#isOlder(this.#order[middle] as number, doc)) low = middle + 1
      else high = middle
    }
    this.#order.copyWithin(low + 1, low, doc)
    this.#order[low] = doc
    if (low < this.#firstAlive) this.#firstAlive = low
  }

  #isOlder(doc: number, than: number): boolean {
    const a = this.timestamps[doc] as number
    const b = this.timestamps[than] as number
    // Keys of one time share their day: they compare as the ids do.
    return a !== b ? a < b : compareUtf8(this.key(doc), this.key(than)) > 0
  }

  #field(doc: number, name: string): Json | undefined {
    const hit = this.hit(doc)
    return hit === undefined ? undefined : own(hit, name)
  }
}

function badField(name: string): Refusal {
  return { code: 'bad_field', message: `${name} is not of its declared type`, path: name }
}
