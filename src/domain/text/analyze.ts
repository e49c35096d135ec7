import { analyzeAscii } from './ascii.js'
import type { State } from './automaton.js'
import { classesOf } from './classes.js'
import { lowerCase } from './lowerCase.js'
import { longestToken } from './token.js'
import { words } from './words.js'

const notAscii = /[^\0-\x7f]/

/**
 * The tokens of a text by OpenSearch's `standard` analyzer (Lucene's StandardTokenizer, then LowerCaseFilter), in order,
 * repeats kept.
 */
export function analyze(text: string): string[] {
  return notAscii.test(text) ? analyzeUnicode(text) : analyzeAscii(text)
}

function analyzeUnicode(text: string): string[] {
  const tokens: string[] = []
  for (let start = 0; start < text.length; ) {
    const end = longestAt(text, start)
    if (end > start) {
      tokens.push(lowerCase(text.slice(start, end)))
      start = end
    } else start += (text.codePointAt(start) as number) > 0xffff ? 2 : 1
  }
  return tokens
}

/** Where the longest token that begins at `start` ends; `start` itself where none does. */
function longestAt(text: string, start: number): number {
  const limit = Math.min(text.length, start + longestToken)
  let state: State | null = words.start
  let end = start
  for (let i = start; i < limit; ) {
    const point = text.codePointAt(i) as number
    i += point > 0xffff ? 2 : 1
    if (i > limit) break
    state = words.next(state, knownClasses(point))
    if (state === null) break
    if (state.accepts) end = i
  }
  return end
}

const known = new Map<number, number>()

function knownClasses(point: number): number {
  let classes = known.get(point)
  if (classes === undefined) {
    classes = classesOf(point)
    known.set(point, classes)
  }
  return classes
}
