import type { Json } from '../../../domain/json.js'
import { type Bits, setBit } from './bits.js'
import { type Condition, everything, nothing } from './condition.js'

/** Reads a field's value as a number; undefined: it is of another type. */
export type ReadNumber = (value: Json) => number | undefined

/** Bounds are inclusive. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** A field of numbers, dates (epoch milliseconds) or booleans (0 and 1) in one segment. */
export class NumberColumn {
  readonly #capacity: number
  readonly #read: ReadNumber
  /** NaN: no value, or several. Absent until the first value comes. */
  #values: Float64Array | undefined
  readonly #several = new Map<number, readonly number[]>()
  #least = Infinity
  #greatest = -Infinity
  /** True while each document has one value. */
  #dense = true

  constructor(capacity: number, read: ReadNumber) {
    this.#capacity = capacity
    this.#read = read
  }

  /** Writes a document's cell. False: the value is of another type. Called again for the same document, it replaces. */
  put(doc: number, value: Json | undefined): boolean {
    if (this.#several.size > 0) this.#several.delete(doc)
    if (value === undefined || value === null) return this.#clear(doc)
    if (Array.isArray(value)) return this.#putSeveral(doc, value)
    const number = this.#read(value)
    if (number === undefined) return false
    this.#allocate()[doc] = this.#seen(number)
    return true
  }

  /** The only value of a document, else NaN. */
  get values(): Float64Array | undefined {
    return this.#values
  }

  /** The values of a document that has several. */
  several(doc: number): readonly number[] | undefined {
    return this.#several.get(doc)
  }

  exists(size: number): Condition {
    const values = this.#values
    if (values === undefined) return nothing
    if (this.#dense) return everything(size)
    const has = (doc: number) => !Number.isNaN(values[doc] as number) || this.#several.has(doc)
    const mark = (bits: Bits) => {
      for (let doc = 0; doc < size; doc++) if (has(doc)) setBit(bits, doc)
    }
    return { atMost: size, has, mark }
  }

  between({ low, high }: Interval, size: number): Condition {
    const values = this.#values
    if (values === undefined || !(low <= high) || low > this.#greatest || high < this.#least) return nothing
    if (this.#dense && low <= this.#least && high >= this.#greatest) return everything(size)
    const within = (value: number) => value >= low && value <= high
    const has = (doc: number) => within(values[doc] as number) || (this.#several.get(doc)?.some(within) ?? false)
    const mark = (bits: Bits) => {
      markBetween(values, low, high, size, bits)
      for (const [doc, list] of this.#several) if (list.some(within)) setBit(bits, doc)
    }
    const keep = (docs: Uint16Array, count: number) => {
      let left = 0
      for (let i = 0; i < count; i++) {
        const doc = docs[i] as number
        const value = values[doc] as number
        if ((value >= low && value <= high) || (Number.isNaN(value) && has(doc))) docs[left++] = doc
      }
      return left
    }
    return { atMost: size, has, keep, mark }
  }

  among(wanted: readonly number[], size: number): Condition {
    if (wanted.length === 1) return this.between({ low: wanted[0] as number, high: wanted[0] as number }, size)
    const values = this.#values
    const set = new Set(wanted.filter((value) => value >= this.#least && value <= this.#greatest))
    if (values === undefined || set.size === 0) return nothing
    const isWanted = (value: number) => set.has(value)
    const has = (doc: number) => set.has(values[doc] as number) || (this.#several.get(doc)?.some(isWanted) ?? false)
    const mark = (bits: Bits) => {
      for (let doc = 0; doc < size; doc++) if (set.has(values[doc] as number)) setBit(bits, doc)
      for (const [doc, list] of this.#several) if (list.some(isWanted)) setBit(bits, doc)
    }
    return { atMost: size, has, mark }
  }

  #clear(doc: number): true {
    this.#dense = false
    if (this.#values !== undefined) this.#values[doc] = Number.NaN
    return true
  }

  #putSeveral(doc: number, list: readonly Json[]): boolean {
    const numbers: number[] = []
    for (const item of list) {
      if (item === null) continue
      const number = this.#read(item)
      if (number === undefined) return false
      numbers.push(this.#seen(number))
    }
    if (numbers.length === 0) return this.#clear(doc)
    this.#allocate()[doc] = numbers.length === 1 ? (numbers[0] as number) : Number.NaN
    if (numbers.length > 1) {
      this.#dense = false
      this.#several.set(doc, numbers)
    }
    return true
  }

  #seen(number: number): number {
    if (number < this.#least) this.#least = number
    if (number > this.#greatest) this.#greatest = number
    return number
  }

  #allocate(): Float64Array {
    if (this.#values === undefined) {
      this.#values = new Float64Array(this.#capacity).fill(Number.NaN)
    }
    return this.#values
  }
}

/** The loop that full scans live in: a word of the set at a time, without a branch a value. */
function markBetween(values: Float64Array, low: number, high: number, size: number, bits: Bits): void {
  for (let start = 0; start < size; start += 32) {
    const end = Math.min(start + 32, size)
    let word = 0
    for (let doc = start; doc < end; doc++) {
      const value = values[doc] as number
      if (value >= low && value <= high) word |= 1 << (doc & 31)
    }
    if (word !== 0) bits[start >>> 5] = (bits[start >>> 5] as number) | word
  }
}
