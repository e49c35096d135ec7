/** Which documents of a segment have which term: one array for all terms, newest document first within each. */
export class Postings {
  readonly #starts: Uint32Array
  readonly #docs: Uint16Array

  constructor(starts: Uint32Array, docs: Uint16Array) {
    this.#starts = starts
    this.#docs = docs
  }

  get bytes(): number {
    return this.#starts.byteLength + this.#docs.byteLength
  }

  count(term: number): number {
    return (this.#starts[term + 1] as number) - (this.#starts[term] as number)
  }

  docs(term: number): Uint16Array {
    return this.#docs.subarray(this.#starts[term], this.#starts[term + 1])
  }
}

/**
 * Builds postings in two rounds over the same pairs of document and term: first each is counted, then each is put, the
 * newest document first.
 */
export class PostingsBuilder {
  readonly #starts: Uint32Array
  #next = new Uint32Array(0)
  #docs = new Uint16Array(0)

  constructor(terms: number) {
    this.#starts = new Uint32Array(terms + 1)
  }

  count(term: number): void {
    this.#starts[term + 1] = (this.#starts[term + 1] as number) + 1
  }

  counted(): void {
    for (let i = 1; i < this.#starts.length; i++) {
      this.#starts[i] = (this.#starts[i] as number) + (this.#starts[i - 1] as number)
    }
    this.#next = this.#starts.slice()
    this.#docs = new Uint16Array(this.#starts.at(-1) as number)
  }

  put(term: number, doc: number): void {
    const at = this.#next[term] as number
    this.#docs[at] = doc
    this.#next[term] = at + 1
  }

  build(): Postings {
    return new Postings(this.#starts, this.#docs)
  }
}
