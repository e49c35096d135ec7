import {
  type Bits,
  borrow,
  clearBit,
  countBits,
  eachBit,
  hasBit,
  intersect,
  release,
  setBits,
  unite,
  uniteOthers,
} from './bits.js'
import { type Condition, everything, kept, nothing } from './condition.js'

/** Asking each of so few documents is cheaper than a pass over the segment. */
const sparse = 8

/** All of the conditions hold. The one that admits fewest leads; the others look at what it leaves. */
export function allHold(conditions: readonly Condition[], size: number): Condition {
  const parts = conditions.filter((one) => one.all !== true).sort((a, b) => a.atMost - b.atMost)
  const first = parts[0]
  if (first === undefined) return everything(size)
  if (first.atMost === 0) return nothing
  if (parts.length === 1) return first
  const others = parts.slice(1)
  const has = (doc: number) => {
    for (let i = 0; i < parts.length; i++) if (!(parts[i] as Condition).has(doc)) return false
    return true
  }
  const candidates = first.candidates
  if (candidates !== undefined && first.atMost * sparse <= size) {
    const refine = (docs: Uint16Array, count: number) => {
      let left = first.refine === undefined ? count : first.refine(docs, count)
      for (const other of others) left = kept(other, docs, left)
      return left
    }
    const mark = (bits: Bits) => {
      const docs = candidates.slice()
      setBits(bits, docs.subarray(0, refine(docs, docs.length)))
    }
    return { atMost: first.atMost, candidates, refine, has, mark }
  }
  const mark = (bits: Bits) => {
    const left = borrow(bits.length)
    first.mark(left)
    for (const other of others) narrow(left, other, size)
    unite(bits, left)
    release(left)
  }
  return { atMost: first.atMost, has, mark }
}

function narrow(left: Bits, other: Condition, size: number): void {
  if (countBits(left) * sparse <= size) {
    eachBit(left, (doc) => {
      if (!other.has(doc)) clearBit(left, doc)
    })
    return
  }
  const theirs = borrow(left.length)
  other.mark(theirs)
  intersect(left, theirs)
  release(theirs)
}

/** At least one of the conditions holds. */
export function someHold(conditions: readonly Condition[], size: number): Condition {
  const parts = conditions.filter((one) => one.atMost > 0)
  if (parts.length === 0) return nothing
  if (parts.length === 1) return parts[0] as Condition
  if (parts.some((one) => one.all)) return everything(size)
  const atMost = parts.reduce((sum, one) => sum + one.atMost, 0)
  const has = (doc: number) => {
    for (let i = 0; i < parts.length; i++) if ((parts[i] as Condition).has(doc)) return true
    return false
  }
  const mark = (bits: Bits) => {
    for (const part of parts) part.mark(bits)
  }
  return { atMost: Math.min(atMost, size), has, mark }
}

export function fails(condition: Condition, size: number): Condition {
  if (condition.all) return nothing
  if (condition.atMost === 0) return everything(size)
  const mark = (bits: Bits) => {
    const theirs = borrow(bits.length)
    condition.mark(theirs)
    uniteOthers(bits, theirs)
    release(theirs)
  }
  return { atMost: size, has: (doc) => !condition.has(doc), mark }
}

/** A condition that knows only how to mark: its set is made when the first single document is asked about. */
export function marking(atMost: number, words: number, mark: (bits: Bits) => void): Condition {
  let bits: Bits | undefined
  const has = (doc: number) => {
    if (bits === undefined) {
      bits = new Int32Array(words)
      mark(bits)
    }
    return hasBit(bits, doc)
  }
  return { atMost, has, mark }
}
