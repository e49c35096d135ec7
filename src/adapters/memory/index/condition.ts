import type { Bits } from './bits.js'

/** A condition, made ready for one segment. It answers for dead documents too, and for ids not given yet: callers mask. */
export interface Condition {
  /** No more documents than these match. */
  readonly atMost: number
  /** Holds every document that matches, newest first; absent where no list is at hand. */
  readonly candidates?: Uint16Array
  /** Keeps of some candidates those that match; absent: each candidate does. */
  readonly refine?: Sift
  /** True where all documents are known to match. */
  readonly all?: true
  has(doc: number): boolean
  /** `has` for many at once, where there is a faster way. */
  readonly keep?: Sift
  /** Adds all that match; leaves the rest of the set as it is. */
  mark(bits: Bits): void
}

/** Keeps some of the first `count` documents, in their order, at the front of the list; answers how many. */
export type Sift = (docs: Uint16Array, count: number) => number

/** Keeps those that match. */
export function kept(condition: Condition, docs: Uint16Array, count: number): number {
  if (condition.keep !== undefined) return condition.keep(docs, count)
  let left = 0
  for (let i = 0; i < count; i++) {
    const doc = docs[i] as number
    if (condition.has(doc)) docs[left++] = doc
  }
  return left
}

export const nothing: Condition = {
  atMost: 0,
  candidates: new Uint16Array(0),
  has: () => false,
  mark: () => {},
}

export function everything(size: number): Condition {
  return {
    atMost: size,
    all: true,
    has: () => true,
    mark: (bits) => {
      bits.fill(-1)
    },
  }
}
