import { ignoreAbove } from '../../../domain/fields.js'
import type { Json } from '../../../domain/json.js'
import { type Bits, hasBit, setBit, setBits } from './bits.js'
import { type Condition, nothing } from './condition.js'
import { type Postings, PostingsBuilder } from './postings.js'
import { GrowingTerms, PackedTerms, type Terms } from './terms.js'

/** A document has no value, or several. */
const absent = -1
const several = -2

/** A field of keywords in one segment: each document's term by number; when the segment is full, lists by term too. */
export class KeywordColumn {
  readonly #capacity: number
  #growing: GrowingTerms | undefined = new GrowingTerms()
  #terms: Terms = this.#growing as GrowingTerms
  /** Term numbers. Absent until the first value comes. */
  #numbers: Int32Array | undefined
  readonly #several = new Map<number, readonly number[]>()
  #postings: Postings | undefined

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Writes a document's cell. False: the value is of another type. Called again for the same document, it replaces. */
  put(doc: number, value: Json | undefined): boolean {
    if (typeof value === 'string') return this.#putNumber(doc, this.#numberOf(value))
    if (value === undefined || value === null) return this.#putNumber(doc, absent)
    if (!Array.isArray(value)) return false
    const distinct = new Set<number>()
    for (const item of value as readonly Json[]) {
      if (item === null) continue
      if (typeof item !== 'string') return false
      distinct.add(this.#numberOf(item))
    }
    distinct.delete(absent)
    if (distinct.size > 1) this.#several.set(doc, [...distinct])
    const [first] = distinct
    return this.#putNumber(doc, distinct.size > 1 ? several : (first ?? absent))
  }

  get terms(): Terms {
    return this.#terms
  }

  /** Calls `visit` with each distinct term of each of the documents. */
  eachTerm(docs: Uint16Array, visit: (term: number, index: number) => void): void {
    const numbers = this.#numbers
    if (numbers === undefined) return
    for (let i = 0; i < docs.length; i++) {
      const number = numbers[docs[i] as number] as number
      if (number >= 0) visit(number, i)
      else if (number === several) for (const one of this.#severalOf(docs[i] as number)) visit(one, i)
    }
  }

  /** Makes the lists: the segment gets no more documents. `order`: its documents, oldest first. */
  seal(order: Uint16Array): void {
    const numbers = this.#numbers
    const growing = this.#growing
    this.#growing = undefined
    if (numbers === undefined || growing === undefined) return
    const builder = new PostingsBuilder(growing.size)
    const every = (use: (term: number, doc: number) => void) => {
      for (let i = order.length - 1; i >= 0; i--) {
        const doc = order[i] as number
        const number = numbers[doc] as number
        if (number >= 0) use(number, doc)
        else if (number === several) for (const one of this.#severalOf(doc)) use(one, doc)
      }
    }
    every((term) => builder.count(term))
    builder.counted()
    every((term, doc) => builder.put(term, doc))
    this.#postings = builder.build()
    this.#terms = new PackedTerms(growing.list)
  }

  exists(size: number): Condition {
    const numbers = this.#numbers
    if (numbers === undefined) return nothing
    const mark = (bits: Bits) => {
      for (let doc = 0; doc < size; doc++) if (numbers[doc] !== absent) setBit(bits, doc)
    }
    return { atMost: size, has: (doc) => numbers[doc] !== absent, mark }
  }

  among(values: readonly string[], size: number): Condition {
    const found: number[] = []
    for (const value of values) {
      const number = this.#terms.find(value)
      if (number >= 0) found.push(number)
    }
    return this.#withTerms(found, size)
  }

  startingWith(prefix: string, size: number): Condition {
    return this.#withTerms(this.#terms.startingWith(prefix), size)
  }

  #withTerms(wanted: readonly number[], size: number): Condition {
    const numbers = this.#numbers
    if (numbers === undefined || wanted.length === 0) return nothing
    if (wanted.length === 1) return this.#withTerm(wanted[0] as number, numbers, size)
    const flags = new Int32Array((this.#terms.size + 31) >>> 5)
    for (const term of wanted) setBit(flags, term)
    const has = (doc: number) => {
      const number = numbers[doc] as number
      if (number >= 0) return hasBit(flags, number)
      return number === several && this.#severalOf(doc).some((one) => hasBit(flags, one))
    }
    const postings = this.#postings
    if (postings === undefined) return { atMost: size, has, mark: (bits) => markAll(bits, size, has) }
    let atMost = 0
    for (const term of wanted) atMost += postings.count(term)
    const mark = (bits: Bits) => {
      for (const term of wanted) setBits(bits, postings.docs(term))
    }
    return { atMost: Math.min(atMost, size), has, mark }
  }

  #withTerm(term: number, numbers: Int32Array, size: number): Condition {
    const has = (doc: number) => {
      const number = numbers[doc] as number
      return number === term || (number === several && this.#severalOf(doc).includes(term))
    }
    const keep = (docs: Uint16Array, count: number) => {
      let left = 0
      for (let i = 0; i < count; i++) {
        const doc = docs[i] as number
        const number = numbers[doc] as number
        if (number === term || (number === several && has(doc))) docs[left++] = doc
      }
      return left
    }
    if (this.#postings === undefined) {
      const mark = (bits: Bits) => {
        for (let doc = 0; doc < size; doc++) if (numbers[doc] === term) setBit(bits, doc)
        for (const [doc, list] of this.#several) if (list.includes(term) && numbers[doc] === several) setBit(bits, doc)
      }
      return { atMost: size, has, keep, mark }
    }
    const docs = this.#postings.docs(term)
    return { atMost: docs.length, candidates: docs, has, keep, mark: (bits) => setBits(bits, docs) }
  }

  #numberOf(value: string): number {
    return value.length > ignoreAbove ? absent : (this.#growing as GrowingTerms).add(value)
  }

  #putNumber(doc: number, number: number): true {
    if (this.#numbers === undefined) {
      if (number === absent) return true
      this.#numbers = new Int32Array(this.#capacity).fill(absent)
    }
    this.#numbers[doc] = number
    return true
  }

  #severalOf(doc: number): readonly number[] {
    return this.#several.get(doc) as readonly number[]
  }
}

function markAll(bits: Bits, size: number, has: (doc: number) => boolean): void {
  for (let doc = 0; doc < size; doc++) if (has(doc)) setBit(bits, doc)
}
