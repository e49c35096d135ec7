import type { Documents } from './documents.js'
import type { TextColumn } from './textColumn.js'

/** Letters that are analysed in one stretch: some five milliseconds. */
const lettersAStretch = 150_000

/**
 * Indexes the words of texts that a query is about to ask for, one stretch. True: all are indexed. `stretch`: how many
 * came before; they get longer, so that no rate of writes keeps a query waiting for ever.
 */
export function indexWords(documents: Documents, columns: ReadonlySet<number>, stretch: number): boolean {
  if (columns.size === 0) return true
  let letters = lettersAStretch * (1 + stretch / 100)
  for (const segment of documents.segments()) {
    for (const column of columns) {
      const { words } = segment.columns[column] as TextColumn
      letters = words.advance(segment.size, letters, segment.full ? segment.order : undefined)
      if (letters <= 0) {
        documents.countWords()
        return false
      }
    }
  }
  documents.countWords()
  return true
}
