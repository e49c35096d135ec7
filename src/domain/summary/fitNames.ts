import { utf8Length } from '../wire/utf8.js'

/** Counts by name, as pairs; `other` holds what has no name of its own. */
export type Counts = readonly (readonly [name: string, count: number])[]

/**
 * Counts whose JSON takes at most `most` bytes: the longest names go into `other` until it does. Values of a field may
 * have thousands of characters, and a frame has 32 KB.
 */
export function fitNames(counts: Counts, most: number): Counts {
  let kept = counts
  while (utf8Length(JSON.stringify(kept)) > most) {
    const named = kept.filter(([name]) => name !== 'other')
    const longest = named.reduce((a, b) => (b[0].length > a[0].length ? b : a), named[0] as readonly [string, number])
    const other = kept.find(([name]) => name === 'other')?.[1] ?? 0
    kept = [...named.filter((entry) => entry !== longest), ['other', other + longest[1]]]
  }
  return kept
}
