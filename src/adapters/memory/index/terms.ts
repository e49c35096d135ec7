/** The distinct strings of one column in one segment, numbered from 0 as they came. */
export interface Terms {
  readonly size: number
  /** The term's number, or -1. */
  find(term: string): number
  at(term: number): string
  /** Numbers of the terms that begin so. */
  startingWith(prefix: string): number[]
}

/** Terms of a segment that still grows. */
export class GrowingTerms implements Terms {
  readonly #numbers = new Map<string, number>()
  readonly list: string[] = []

  get size(): number {
    return this.list.length
  }

  add(term: string): number {
    const known = this.#numbers.get(term)
    if (known !== undefined) return known
    const number = this.list.length
    this.#numbers.set(term, number)
    this.list.push(term)
    return number
  }

  find(term: string): number {
    return this.#numbers.get(term) ?? -1
  }

  at(term: number): string {
    return this.list[term] as string
  }

  startingWith(prefix: string): number[] {
    const found: number[] = []
    for (let i = 0; i < this.list.length; i++) if ((this.list[i] as string).startsWith(prefix)) found.push(i)
    return found
  }
}

/**
 * Terms of a segment that is full: one long string and two number arrays, some 20 bytes a term besides its letters,
 * where a Map takes a hundred, and nothing for the garbage collector to walk through.
 */
export class PackedTerms implements Terms {
  readonly size: number
  readonly #letters: string
  readonly #ends: Uint32Array
  /** Open addressing: term + 1, 0 where free. */
  readonly #table: Uint32Array

  constructor(terms: readonly string[]) {
    this.size = terms.length
    this.#letters = terms.join('')
    this.#ends = new Uint32Array(terms.length)
    let slots = 4
    while (slots < terms.length * 2) slots *= 2
    this.#table = new Uint32Array(slots)
    let end = 0
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] as string
      end += term.length
      this.#ends[i] = end
      let slot = hashOf(term) & (slots - 1)
      while (this.#table[slot] !== 0) slot = (slot + 1) & (slots - 1)
      this.#table[slot] = i + 1
    }
  }

  /** What it takes, about; letters counted as one byte each. */
  get bytes(): number {
    return this.#letters.length + this.#ends.byteLength + this.#table.byteLength
  }

  find(term: string): number {
    const mask = this.#table.length - 1
    for (let slot = hashOf(term) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#table[slot] as number) - 1
      if (number < 0) return -1
      const start = this.#start(number)
      if ((this.#ends[number] as number) - start === term.length && this.#letters.startsWith(term, start)) return number
    }
  }

  at(term: number): string {
    return this.#letters.slice(this.#start(term), this.#ends[term])
  }

  startingWith(prefix: string): number[] {
    const found: number[] = []
    for (let i = 0; i < this.size; i++) {
      const start = this.#start(i)
      if ((this.#ends[i] as number) - start >= prefix.length && this.#letters.startsWith(prefix, start)) found.push(i)
    }
    return found
  }

  #start(term: number): number {
    return term === 0 ? 0 : (this.#ends[term - 1] as number)
  }
}

/** FNV-1a over UTF-16 units, its bits mixed once more, since the table uses the low ones. */
function hashOf(term: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
