import type { Bits } from './bits.js'

/** A condition, made ready for one segment. It answers for dead documents too, and for ids not given yet: callers mask. */
export interface Condition {
  /** No more documents than these match. */
  readonly atMost: number
  /** Holds every document that matches, newest first; absent where no list is at hand. */
  readonly candidates?: Uint16Array
  /** What is left to ask of a candidate; absent: each of them matches. */
  readonly asks?: (doc: number) => boolean
  /** True where all documents are known to match. */
  readonly all?: true
  has(doc: number): boolean
  /** Adds all that match; leaves the rest of the set as it is. */
  mark(bits: Bits): void
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
