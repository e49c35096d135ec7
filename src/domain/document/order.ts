import type { Position } from './hit.js'

/**
 * Compares strings as their UTF-8 bytes would (= by code points), as Lucene orders terms. UTF-16 order differs:
 * U+FFFD sorts before U+10000 here, after its first surrogate there.
 */
export function compareUtf8(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    // Surrogates stand for code points above all others: lift them over U+E000..U+FFFF.
    return lift(x) - lift(y)
  }
  return a.length - b.length
}

function lift(unit: number): number {
  return (unit & 0xf800) === 0xd800 ? unit + 0x2800 : unit
}

export function positionOf(hit: { readonly '@timestamp': string; readonly eventId: string }): Position {
  return [hit['@timestamp'], hit.eventId]
}

/** Order of a view: < 0 when `a` comes first, which is the newer; ties by id ascending. */
export function comparePositions(a: Position, b: Position): number {
  if (a[0] !== b[0]) return a[0] > b[0] ? -1 : 1
  return compareUtf8(a[1], b[1])
}
