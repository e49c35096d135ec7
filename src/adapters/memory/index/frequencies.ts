import { type Frequent, facetOf, mostFrequent } from '../../../domain/summary/frequent.js'
import type { KeywordColumn } from './keywordColumn.js'
import type { Pace } from './pace.js'
import type { Part } from './parts.js'

/** How often each value of a keyword field occurs. */
export async function frequencies(parts: readonly Part[], column: number, pace: Pace): Promise<Frequent> {
  const counts = new Map<string, number>()
  for (const { segment, docs } of parts) {
    const keywords = segment.columns[column] as KeywordColumn
    const { terms } = keywords
    const its = new Int32Array(terms.size)
    keywords.eachTerm(docs, (term) => {
      its[term] = (its[term] as number) + 1
    })
    for (let term = 0; term < its.length; term++) {
      if (its[term] === 0) continue
      const value = terms.at(term)
      counts.set(value, (counts.get(value) ?? 0) + (its[term] as number))
      if ((term & 1023) === 1023 && pace.due) await pace.turn()
    }
    if (pace.due) await pace.turn()
  }
  return mostFrequent(counts)
}

export async function facets(
  parts: readonly Part[],
  columns: ReadonlyMap<string, number>,
  pace: Pace,
): Promise<{ readonly [field: string]: readonly (readonly [string, number])[] }> {
  const found: [string, readonly (readonly [string, number])[]][] = []
  for (const [field, column] of columns) found.push([field, facetOf(await frequencies(parts, column, pace))])
  return Object.fromEntries(found)
}
