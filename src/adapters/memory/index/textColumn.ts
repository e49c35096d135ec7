import { ignoreAbove } from '../../../domain/fields.js'
import type { Json } from '../../../domain/json.js'
import { type Bits, clearBit, eachBit, hasBit, setBit, unite } from './bits.js'
import { type Condition, nothing } from './condition.js'
import { TextIndex } from './textIndex.js'

const none: readonly string[] = []

/** A field of texts in one segment. The texts themselves stay in their documents. */
export class TextColumn {
  readonly words: TextIndex
  readonly #there: Bits
  readonly #texts: (doc: number) => readonly string[]

  /** `read`: the field of a document, undefined once it is dead. */
  constructor(capacity: number, read: (doc: number) => Json | undefined) {
    this.#there = new Int32Array((capacity + 31) >>> 5)
    this.#texts = (doc) => textsOf(read(doc))
    this.words = new TextIndex(capacity, this.#texts)
  }

  /** Notes whether a document has a text. False: the value is of another type. */
  put(doc: number, value: Json | undefined): boolean {
    if (typeof value === 'string') setBit(this.#there, doc)
    else if (value === undefined || value === null) clearBit(this.#there, doc)
    else if (!Array.isArray(value) || !value.every((item) => typeof item === 'string' || item === null)) return false
    else if (value.some((item) => item !== null)) setBit(this.#there, doc)
    else clearBit(this.#there, doc)
    return true
  }

  exists(size: number): Condition {
    return {
      atMost: size,
      has: (doc) => hasBit(this.#there, doc),
      mark: (bits) => unite(bits, this.#there),
    }
  }

  /** One of the texts, as a whole, passes the test: what its raw keyword is asked. */
  testing(test: (text: string) => boolean, size: number): Condition {
    const has = (doc: number) => this.#texts(doc).some((text) => text.length <= ignoreAbove && test(text))
    const mark = (bits: Bits) => {
      eachBit(this.#there, (doc) => {
        if (has(doc)) setBit(bits, doc)
      })
    }
    return size === 0 ? nothing : { atMost: size, has, mark }
  }

  containing(terms: readonly string[], size: number): Condition {
    return this.words.containing(terms, size, this.#there.length)
  }
}

function textsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) return none
  return (value as readonly Json[]).filter((item) => typeof item === 'string')
}
