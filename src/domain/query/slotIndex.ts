import { type Anchor, filedPrefix } from './anchors.js'
import { Bucket } from './bucket.js'
import { Intervals } from './intervals.js'
import type { Subject } from './subject.js'
import type { Scalar } from './where.js'

/** The queries that are filed under one field, by what they ask of it. */
export class SlotIndex {
  readonly #slot: number
  readonly #values = new Map<Scalar, Bucket>()
  readonly #prefixes = new Map<string, Bucket>()
  /** How many prefixes there are of each length. */
  readonly #lengths = new Array<number>(filedPrefix + 1).fill(0)
  readonly #terms = new Map<string, Bucket>()
  readonly #ranges = new Intervals()
  readonly #there = new Bucket(() => {})

  constructor(slot: number) {
    this.#slot = slot
  }

  /** How many queries an event is likely to look at if one more is filed there. */
  crowd(anchor: Anchor): number {
    switch (anchor.kind) {
      case 'value':
        return 1 + size(this.#values.get(anchor.value))
      case 'term':
        return 1.5 + size(this.#terms.get(anchor.term))
      case 'prefix':
        return 2 + size(this.#prefixes.get(anchor.prefix))
      case 'range':
        return 2 + Math.sqrt(this.#ranges.crowdAt(edgeOf(anchor), 256))
      case 'there':
        return 64 + 2 * size(this.#there)
    }
  }

  bucket(anchor: Anchor): Bucket {
    switch (anchor.kind) {
      case 'value':
        return kept(this.#values, anchor.value)
      case 'term':
        return kept(this.#terms, anchor.term)
      case 'prefix':
        return this.#prefix(anchor.prefix)
      case 'range':
        return this.#ranges.bucket(anchor.low, anchor.high)
      case 'there':
        return this.#there
    }
  }

  #prefix(prefix: string): Bucket {
    const known = this.#prefixes.get(prefix)
    if (known !== undefined) return known
    const bucket = new Bucket(() => {
      this.#prefixes.delete(prefix)
      this.#lengths[prefix.length] = (this.#lengths[prefix.length] as number) - 1
    })
    this.#prefixes.set(prefix, bucket)
    this.#lengths[prefix.length] = (this.#lengths[prefix.length] as number) + 1
    return bucket
  }

  /** Adds to `into` the buckets that an event calls for. A bucket may come twice. */
  gather(subject: Subject, into: Bucket[]): void {
    const asked = this.#values.size + this.#prefixes.size + this.#ranges.size > 0
    const value = asked ? subject.value(this.#slot) : undefined
    if (typeof value === 'object') for (let i = 0; i < value.length; i++) this.#gatherValue(value[i] as Scalar, into)
    else if (value !== undefined) this.#gatherValue(value, into)
    if (this.#terms.size > 0) this.#gatherTerms(subject.terms(this.#slot), into)
    if (this.#there.filings.length > 0 && subject.has(this.#slot)) into.push(this.#there)
  }

  #gatherValue(value: Scalar, into: Bucket[]): void {
    const equal = this.#values.get(value)
    if (equal !== undefined) into.push(equal)
    if (this.#ranges.size > 0) this.#ranges.gather(value, into)
    if (this.#prefixes.size > 0 && typeof value === 'string') this.#gatherPrefixes(value, into)
  }

  #gatherPrefixes(value: string, into: Bucket[]): void {
    const longest = Math.min(filedPrefix, value.length)
    for (let length = 0; length <= longest; length++) {
      if (this.#lengths[length] === 0) continue
      const bucket = this.#prefixes.get(value.slice(0, length))
      if (bucket !== undefined) into.push(bucket)
    }
  }

  #gatherTerms(terms: ReadonlySet<string>, into: Bucket[]): void {
    for (const term of terms) {
      const bucket = this.#terms.get(term)
      if (bucket !== undefined) into.push(bucket)
    }
  }
}

/**
 * The end of an interval where it meets the most others. An event seldom lies just there: hence the root of the crowd.
 */
function edgeOf({ low, high }: { readonly low: Scalar; readonly high: Scalar }): Scalar {
  return low === -Infinity || low === '' ? high : low
}

function size(bucket: Bucket | undefined): number {
  return bucket === undefined ? 0 : bucket.filings.length
}

function kept<K>(buckets: Map<K, Bucket>, key: K): Bucket {
  let bucket = buckets.get(key)
  if (bucket === undefined) {
    bucket = new Bucket(() => buckets.delete(key))
    buckets.set(key, bucket)
  }
  return bucket
}
