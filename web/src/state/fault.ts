import { type ParsedFilter, wordAtPath } from '../../../src/domain/filter/words.js'

export type LineFault = Extract<ParsedFilter, { ok: false }> & {
  /** The server found it, not the page: the line was sent. */
  readonly sent: boolean
}

/** What is wrong with a line: as it reads, or as the server says of the query made of it, brought back to the word. */
export function faultOf(
  parsed: ParsedFilter,
  error: { readonly message: string; readonly path?: string | undefined } | undefined,
): LineFault | undefined {
  if (!parsed.ok) return { ...parsed, sent: false }
  const word = error?.path === undefined ? undefined : wordAtPath(parsed.words, error.path)
  if (error === undefined || word === undefined) return undefined
  let { start, end } = word
  // The whole term, not its operator alone: all words that touch.
  for (const one of parsed.words) if (one.start === end) end = one.end
  for (const one of parsed.words.toReversed()) if (one.end === start) start = one.start
  return { ok: false, message: error.message, column: start, length: end - start, words: parsed.words, sent: true }
}
