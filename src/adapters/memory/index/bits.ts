/** A set of a segment's documents, a bit each. */
export type Bits = Int32Array

const free = new Map<number, Bits[]>()

/** An empty set of so many words. Give it back with `release`: a query needs several for each segment. */
export function borrow(words: number): Bits {
  const bits = free.get(words)?.pop()
  if (bits === undefined) return new Int32Array(words)
  bits.fill(0)
  return bits
}

export function release(bits: Bits): void {
  const kept = free.get(bits.length)
  if (kept === undefined) free.set(bits.length, [bits])
  else if (kept.length < 16) kept.push(bits)
}

export function setBit(bits: Bits, doc: number): void {
  bits[doc >>> 5] = (bits[doc >>> 5] as number) | (1 << (doc & 31))
}

export function setBits(bits: Bits, docs: Uint16Array): void {
  for (let i = 0; i < docs.length; i++) setBit(bits, docs[i] as number)
}

export function clearBit(bits: Bits, doc: number): void {
  bits[doc >>> 5] = (bits[doc >>> 5] as number) & ~(1 << (doc & 31))
}

export function hasBit(bits: Bits, doc: number): boolean {
  return ((bits[doc >>> 5] as number) & (1 << (doc & 31))) !== 0
}

/** Keeps in `bits` what `other` has too. All sets of one segment are equally long. */
export function intersect(bits: Bits, other: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) & (other[i] as number)
}

export function unite(bits: Bits, other: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) | (other[i] as number)
}

/** Adds to `bits` all that `other` has not. */
export function uniteOthers(bits: Bits, other: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) | ~(other[i] as number)
}

export function countBits(bits: Bits): number {
  let count = 0
  for (let i = 0; i < bits.length; i++) {
    let word = bits[i] as number
    if (word === 0) continue
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    count += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return count
}

/** Calls `visit` with each document of the set, in the order of their ids. */
export function eachBit(bits: Bits, visit: (doc: number) => void): void {
  for (let i = 0; i < bits.length; i++) {
    let word = bits[i] as number
    while (word !== 0) {
      const low = word & -word
      visit((i << 5) + 31 - Math.clz32(low))
      word ^= low
    }
  }
}
