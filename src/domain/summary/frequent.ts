import { compareUtf8 } from '../document/order.js'

/** How many values of a field a summary names. */
const namedValues = 10

/** The name under which all others are counted. A value that is called so itself is counted with them. */
export const otherValues = 'other'

export interface Frequent {
  /** At most ten, most frequent first, then by UTF-8 bytes. */
  readonly named: readonly (readonly [value: string, count: number])[]
  /** All others together. */
  readonly other: number
}

/** The ten most frequent values of a field. A value called `other` is never named. */
export function mostFrequent(counts: Iterable<readonly [value: string, count: number]>): Frequent {
  // Kept as a short sorted list: fields may have a million values.
  const named: (readonly [string, number])[] = []
  let other = 0
  for (const entry of counts) {
    if (entry[0] === otherValues) {
      other += entry[1]
      continue
    }
    const last = named[namedValues - 1]
    if (last !== undefined && !before(entry, last)) {
      other += entry[1]
      continue
    }
    let at = named.length
    while (at > 0 && before(entry, named[at - 1] as readonly [string, number])) at--
    named.splice(at, 0, entry)
    if (named.length > namedValues) other += (named.pop() as readonly [string, number])[1]
  }
  return { named, other }
}

/** As the wire says it: the others last, where there are any. */
export function facetOf({ named, other }: Frequent): readonly (readonly [string, number])[] {
  return other > 0 ? [...named, [otherValues, other]] : named
}

function before(a: readonly [string, number], b: readonly [string, number]): boolean {
  return a[1] !== b[1] ? a[1] > b[1] : compareUtf8(a[0], b[0]) < 0
}
