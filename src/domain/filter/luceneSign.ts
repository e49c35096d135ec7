import type { Cursor } from './cursor.js'
import type { Fault } from './words.js'

/**
 * Wildcards, patterns, fuzziness and boosts of Lucene, in a word that is to be looked for. Analysis would drop the signs
 * and look for what is left, which is not what was asked.
 */
export function luceneSign(cursor: Cursor, word: string, start: number, end: number): Fault | undefined {
  const fault = (message: string, by: string) => cursor.fault(message, start, end, [cursor.replaced(start, end, by)])
  const quoted = JSON.stringify(word)
  if (/^\+./.test(word)) return fault('Every condition is needed: leave out the +.', word.slice(1))
  if (/^\/.+\/$/.test(word)) return fault('There are no patterns: quote it to look for its words.', quoted)
  const plain = word.replace(/[~^][\d.]*$/, '')
  if (plain !== word && plain !== '') return fault('Words are looked for as they are, without ~ or ^.', plain)
  if (word.includes('?')) return fault('? stands for no letter: quote it to look for its words.', quoted)
  return undefined
}
