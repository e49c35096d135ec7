import type { Where } from '../query/where.js'

/** A stretch of a filter line, for colours and errors. */
export interface Word {
  /** Columns in UTF-16 units from 0; `end` is the one after the last. */
  readonly start: number
  readonly end: number
  readonly kind: WordKind
  /** Where it stands in the JSON of the whole filter, such as `where.status.gte`: a server's `bad_query` names that. */
  readonly path?: string
}

/** `text` is looked for in the text field; `keyword` is AND, OR, NOT and TO. */
export type WordKind = 'field' | 'operator' | 'value' | 'number' | 'text' | 'bracket' | 'keyword'

/** Why a filter line can't be read: one sentence, and the stretch that it is about. */
export interface Fault {
  readonly message: string
  readonly column: number
  readonly length: number
  /** Whole lines, one of which may be what was meant. */
  readonly fixes?: readonly string[]
}

export type ParsedFilter =
  | { readonly ok: true; readonly where: Where; readonly words: readonly Word[] }
  | ({ readonly ok: false; readonly words: readonly Word[] } & Fault)

/** The word that a path in the filter's JSON is about: the one whose own path reaches furthest into it. */
export function wordAtPath(words: readonly Word[], path: string): Word | undefined {
  let best: Word | undefined
  for (const word of words) {
    if (word.path === undefined || !(path === word.path || reaches(path, word.path) || reaches(word.path, path)))
      continue
    if (best?.path === undefined || word.path.length > best.path.length) best = word
  }
  return best
}

function reaches(path: string, inner: string): boolean {
  return path.startsWith(`${inner}.`) || path.startsWith(`${inner}[`)
}
