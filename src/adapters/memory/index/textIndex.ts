import { analyze } from '../../../domain/text/analyze.js'
import { type Bits, setBit, setBits } from './bits.js'
import { type Condition, everything, nothing } from './condition.js'
import { allHold, marking } from './connectives.js'
import { type Postings, PostingsBuilder } from './postings.js'
import { GrowingTerms, PackedTerms } from './terms.js'

/** Terms of the texts of one segment, by document, as long as documents are added; then by term. */
interface Growing {
  readonly terms: GrowingTerms
  /** The last document that each term was seen in. */
  readonly lastSeen: number[]
  /** Where each document's terms start in `numbers`. */
  readonly starts: Uint32Array
  numbers: Uint32Array
  length: number
}

interface Packed {
  readonly terms: PackedTerms
  readonly postings: Postings
}

/**
 * The words of a text field in one segment. Nothing is done until a query asks for words, so that ingest does not pay;
 * then texts are analysed in steps, each once.
 */
export class TextIndex {
  readonly #capacity: number
  readonly #texts: (doc: number) => readonly string[]
  #growing: Growing | undefined
  #packed: Packed | undefined
  /** How many documents, from the first, are analysed. */
  #done = 0

  constructor(capacity: number, texts: (doc: number) => readonly string[]) {
    this.#capacity = capacity
    this.#texts = texts
  }

  /** About what it takes, in bytes. */
  get bytes(): number {
    if (this.#packed !== undefined) return this.#packed.terms.bytes + this.#packed.postings.bytes
    const growing = this.#growing
    return growing === undefined ? 0 : growing.numbers.byteLength + growing.terms.size * 100
  }

  /**
   * Analyses documents below `size` until all are done or so many letters were read; answers how many letters are left
   * to read. `order`, oldest first, is given once the segment is full: its index is then packed, in a step of its own.
   */
  advance(size: number, letters: number, order: Uint16Array | undefined): number {
    if (this.#packed !== undefined) return letters
    this.#growing ??= grow(this.#capacity)
    const growing = this.#growing
    if (this.#done === size) {
      if (order === undefined) return letters
      this.#packed = pack(growing, order)
      this.#growing = undefined
      return 0
    }
    let left = letters
    while (this.#done < size && left > 0) {
      for (const text of this.#texts(this.#done)) {
        left -= text.length
        addTerms(growing, this.#done, analyze(text))
      }
      left -= 16
      this.#done++
      growing.starts[this.#done] = growing.length
    }
    return order === undefined ? left : 0
  }

  /** Each of the terms is in the document. Knows only what is analysed. */
  containing(terms: readonly string[], size: number, words: number): Condition {
    if (terms.length === 0) return everything(size)
    const packed = this.#packed
    const known = packed?.terms ?? this.#growing?.terms
    if (known === undefined) return nothing
    const parts: Condition[] = []
    for (const term of terms) {
      const number = known.find(term)
      if (number < 0) return nothing
      // What all have says nothing: words of a log's own wording are in every line.
      if (packed !== undefined && packed.postings.count(number) === this.#done) continue
      parts.push(packed === undefined ? this.#scan(number, words) : listed(packed.postings.docs(number), words))
    }
    return allHold(parts, size)
  }

  #scan(term: number, words: number): Condition {
    const { starts, numbers } = this.#growing as Growing
    const done = this.#done
    return marking(done, words, (bits) => {
      for (let doc = 0; doc < done; doc++) {
        for (let i = starts[doc] as number; i < (starts[doc + 1] as number); i++) {
          if (numbers[i] === term) setBit(bits, doc)
        }
      }
    })
  }
}

function listed(docs: Uint16Array, words: number): Condition {
  const mark = (bits: Bits) => setBits(bits, docs)
  return { ...marking(docs.length, words, mark), candidates: docs }
}

function grow(capacity: number): Growing {
  return {
    terms: new GrowingTerms(),
    lastSeen: [],
    starts: new Uint32Array(capacity + 1),
    numbers: new Uint32Array(1024),
    length: 0,
  }
}

function addTerms(growing: Growing, doc: number, words: readonly string[]): void {
  const { terms, lastSeen } = growing
  for (let i = 0; i < words.length; i++) {
    const term = terms.add(words[i] as string)
    if (lastSeen[term] === doc) continue
    lastSeen[term] = doc
    if (growing.length === growing.numbers.length) {
      const larger = new Uint32Array(growing.length * 2)
      larger.set(growing.numbers)
      growing.numbers = larger
    }
    growing.numbers[growing.length++] = term
  }
}

function pack({ terms, starts, numbers }: Growing, order: Uint16Array): Packed {
  const builder = new PostingsBuilder(terms.size)
  const every = (use: (term: number, doc: number) => void) => {
    for (let i = order.length - 1; i >= 0; i--) {
      const doc = order[i] as number
      const end = starts[doc + 1] as number
      for (let at = starts[doc] as number; at < end; at++) use(numbers[at] as number, doc)
    }
  }
  every((term) => builder.count(term))
  builder.counted()
  every((term, doc) => builder.put(term, doc))
  return { terms: new PackedTerms(terms.list), postings: builder.build() }
}
