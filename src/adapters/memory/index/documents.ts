import type { Key } from '../../../domain/document/hit.js'
import { compareUtf8 } from '../../../domain/document/order.js'
import type { Fields } from '../../../domain/fields.js'
import type { Refusal } from '../../../domain/refusal.js'
import { Keys } from './keys.js'
import { type Entry, Segment } from './segment.js'

/** How many documents segments take: the first are small, so that a small index is. Powers of two, at most 32,768. */
export interface SegmentSizes {
  readonly smallest: number
  readonly largest: number
}

/** Documents have 16-bit ids within their segment, and one bit is to spare. */
const idsASegment = 32_768

/** A document's place: the segment's number times `idsASegment`, plus its id there. */
export type Slot = number

/** All documents, by key and by segment. */
export class Documents {
  readonly #fields: Fields
  readonly #sizes: SegmentSizes
  readonly #onRemoved: ((sequence: number) => void) | undefined
  readonly #keys = new Keys()
  /** By number; a number is free again once its segment is empty. */
  readonly #segments: (Segment | undefined)[] = []
  #active: number
  count = 0
  /** Documents, dead ones among them, that segments hold cells for. */
  cells = 0
  /** Of the documents that are alive, and of the words of texts that are indexed. */
  get bytes(): number {
    return this.#documentBytes + this.#wordBytes
  }
  #documentBytes = 0
  #wordBytes = 0

  /** `onRemoved`: is told of each document that is removed, not of one that another replaces. */
  constructor(fields: Fields, sizes: SegmentSizes, onRemoved?: (sequence: number) => void) {
    this.#fields = fields
    this.#sizes = sizes
    this.#onRemoved = onRemoved
    this.#active = this.#open()
  }

  find(key: Key): Slot | undefined {
    return this.#keys.get(key)
  }

  /** The document at a slot that `find` answered. */
  at(slot: Slot): Entry {
    return this.#segmentOf(slot).entry(slot % idsASegment) as Entry
  }

  timestampAt(slot: Slot): number {
    return this.#segmentOf(slot).timestamps[slot % idsASegment] as number
  }

  ingestedAt(slot: Slot): number {
    return this.#segmentOf(slot).ingestedAt[slot % idsASegment] as number
  }

  /** Adds a document, in place of the one of its key, if any. Answers its slot, or why a field's value can't be stored. */
  put(entry: Entry, before: Slot | undefined): Slot | Refusal {
    const segment = this.#room()
    const doc = segment.size
    const refusal = segment.append(entry)
    if (refusal !== undefined) return refusal
    const slot = this.#active * idsASegment + doc
    this.#keys.set(entry.key, slot)
    this.count++
    this.cells++
    this.#documentBytes += entry.bytes
    if (before !== undefined) this.#kill(before)
    return slot
  }

  remove(slot: Slot): void {
    this.#onRemoved?.(this.at(slot).sequence)
    this.#keys.delete(this.#keyAt(slot))
    this.#kill(slot)
  }

  /** The slot of the oldest document by `@timestamp`, or -1. */
  oldest(): Slot {
    let oldest = -1
    let timestamp = Infinity
    for (let number = 0; number < this.#segments.length; number++) {
      const segment = this.#segments[number]
      const doc = segment === undefined ? -1 : segment.oldest()
      if (segment === undefined || doc < 0) continue
      const slot = number * idsASegment + doc
      const its = segment.timestamps[doc] as number
      if (its > timestamp || (its === timestamp && !this.#isLater(slot, oldest))) continue
      timestamp = its
      oldest = slot
    }
    return oldest
  }

  /** Those with documents; the newest documents first, as far as segments tell. */
  segments(): Segment[] {
    const some = this.#segments.filter((segment): segment is Segment => segment !== undefined && segment.alive > 0)
    return some.sort((a, b) => b.newestTimestamp - a.newestTimestamp)
  }

  /** The full segment with the largest part of dead documents, by number. */
  sparsest(): number | undefined {
    let found: number | undefined
    let least = 1
    for (let number = 0; number < this.#segments.length; number++) {
      const segment = this.#segments[number]
      if (segment === undefined || number === this.#active) continue
      const part = segment.alive / segment.size
      if (part < least) {
        least = part
        found = number
      }
    }
    return found
  }

  /** To be called when words of texts were indexed. */
  countWords(): void {
    this.#wordBytes = this.#segments.reduce((sum, segment) => sum + (segment?.wordBytes ?? 0), 0)
  }

  segment(number: number): Segment | undefined {
    return this.#segments[number]
  }

  /** Of two documents of one time: whether the first stands after the second in the order of a view. */
  #isLater(slot: Slot, than: Slot): boolean {
    return compareUtf8(this.#keyAt(slot), this.#keyAt(than)) > 0
  }

  #keyAt(slot: Slot): Key {
    return this.#segmentOf(slot).key(slot % idsASegment)
  }

  #kill(slot: Slot): void {
    const number = Math.floor(slot / idsASegment)
    const segment = this.#segmentOf(slot)
    const doc = slot % idsASegment
    this.#documentBytes -= segment.bytesOf(doc)
    this.count--
    segment.kill(doc)
    if (segment.alive === 0 && number !== this.#active) this.#close(number)
  }

  /** The segment that takes the next document. */
  #room(): Segment {
    const last = this.#active
    let segment = this.#segments[last] as Segment
    if (segment.full) {
      this.#active = this.#open()
      if (segment.alive === 0) this.#close(last)
      segment = this.#segments[this.#active] as Segment
    }
    return segment
  }

  #close(number: number): void {
    this.cells -= (this.#segments[number] as Segment).size
    this.#segments[number] = undefined
    this.countWords()
  }

  #open(): number {
    // As large as all that is there: a thousand, a thousand, two thousand, and so on.
    let capacity = this.#sizes.smallest
    while (capacity < this.count && capacity < this.#sizes.largest) capacity *= 2
    const segment = new Segment(this.#fields, capacity)
    const free = this.#segments.indexOf(undefined)
    if (free < 0) return this.#segments.push(segment) - 1
    this.#segments[free] = segment
    return free
  }

  #segmentOf(slot: Slot): Segment {
    return this.#segments[Math.floor(slot / idsASegment)] as Segment
  }
}
