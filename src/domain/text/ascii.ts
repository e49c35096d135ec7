import { longestToken } from './token.js'

const letter = 1
const digit = 2
const joiner = 3
const midLetter = 4
const midNumber = 8
const midBoth = midLetter | midNumber

const kinds = new Uint8Array(128)
for (let unit = 0; unit < 128; unit++) {
  const character = String.fromCharCode(unit)
  if (/[a-z]/i.test(character)) kinds[unit] = letter
  else if (/\d/.test(character)) kinds[unit] = digit
  else if (character === '_') kinds[unit] = joiner
  else if (character === ':') kinds[unit] = midLetter
  else if (/[,;]/.test(character)) kinds[unit] = midNumber
  else if (/[.']/.test(character)) kinds[unit] = midBoth
}

/** The word rules where all is ASCII, which most text is: the same tokens as by the automaton, many times faster. */
export function analyzeAscii(given: string): string[] {
  const text = given.toLowerCase()
  const tokens: string[] = []
  let at = 0
  while (at < text.length) {
    const kind = kinds[text.charCodeAt(at)] as number
    if (kind === 0 || kind > joiner) {
      at++
      continue
    }
    // Underscores begin a token, but only if a letter or digit follows within its length.
    const word = skipJoiners(text, at)
    const wordKind = word < text.length ? (kinds[text.charCodeAt(word)] as number) : 0
    if (wordKind !== letter && wordKind !== digit) {
      at = word
      continue
    }
    const start = Math.max(at, word - longestToken + 1)
    at = endOf(text, word, Math.min(text.length, start + longestToken))
    tokens.push(text.slice(start, at))
  }
  return tokens
}

function skipJoiners(text: string, from: number): number {
  let at = from
  while (at < text.length && kinds[text.charCodeAt(at)] === joiner) at++
  return at
}

/** Letters, digits and underscores go on; a full stop and the like only between two letters, or two digits. */
function endOf(text: string, from: number, limit: number): number {
  let at = from
  let before = 0
  while (at < limit) {
    const kind = kinds[text.charCodeAt(at)] as number
    if (kind === 0) break
    if (kind > joiner) {
      const after = at + 1 < limit ? kinds[text.charCodeAt(at + 1)] : 0
      if (before !== after) break
      if (!((kind & midLetter && before === letter) || (kind & midNumber && before === digit))) break
    }
    before = kind
    at++
  }
  return at
}
