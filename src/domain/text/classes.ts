import { newer } from './newer.js'

/**
 * What a character is to the word rules. Bits, since one can be several things: a digit may carry a keycap, a Thai vowel
 * sign extends what is before it. JavaScript knows no Word_Break property, so the classes are put together from those
 * it knows, as UAX #29 defines them; exceptions are spelt out.
 */
export const is = {
  letter: 1,
  hebrew: 2,
  number: 4,
  katakana: 8,
  midLetter: 16,
  midNumber: 32,
  joiner: 64,
  singleQuote: 128,
  doubleQuote: 256,
  /** Format, Extend and the zero-width joiner: belong to what is before them. */
  extend: 512,
  /** The same without the two selectors that choose text or emoji presentation. */
  extendPlain: 1024,
  zwj: 2048,
  han: 4096,
  hiragana: 8192,
  /** South East Asian scripts, whose words no simple rule can find. */
  complex: 16384,
  emoji: 32768,
  emojiBase: 65536,
  emojiModifier: 131072,
  emojiSelector: 262144,
  keycapBase: 524288,
  keycap: 1048576,
  flag: 2097152,
  tag: 4194304,
  tagEnd: 8388608,
} as const

const complex =
  /[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u109a-\u109f\u1780-\u17d3\u17d7\u17dc\u17dd\u1950-\u1974\u1980-\u19c9\u19da\u19de\u19df\u1a20-\u1a5e\u1a60-\u1a7c\u1aa0-\u1aad\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f\uaa80-\uaac2\uaadb-\uaadf\u{11700}-\u{1172b}\u{1173a}\u{1173b}\u{1173f}]/u
const katakana = /[\p{Script=Katakana}\u3031-\u3035\u309b\u309c\u30a0\u30fc\uff70]/u
// Unicode 17 took from Extended_Pictographic what is no emoji: here are those that Lucene still has.
const pictograph =
  /[\p{Extended_Pictographic}\u2388\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705\u2708-\u2712\u2763-\u2767\u{1f000}-\u{1f0ff}\u{1f10d}-\u{1f10f}\u{1f12f}\u{1f16c}-\u{1f171}\u{1f1ad}-\u{1f1e5}\u{1f201}-\u{1f20f}\u{1f23c}-\u{1f23f}\u{1f249}-\u{1f3fa}\u{1f400}-\u{1f53d}\u{1f546}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f774}-\u{1f77f}\u{1f7d5}-\u{1f7ff}\u{1f80c}-\u{1f80f}\u{1f848}-\u{1f84f}\u{1f85a}-\u{1f85f}\u{1f888}-\u{1f88f}\u{1f8ae}-\u{1f8ff}\u{1f90c}-\u{1f93a}\u{1f93c}-\u{1f945}\u{1f947}-\u{1fffd}]/u
const extend = /[\p{Grapheme_Extend}\p{Mc}\p{Emoji_Modifier}\p{Cf}]/u
const alphabetic =
  /[\p{Alphabetic}\u02c2-\u02c5\u02d2-\u02d7\u02de\u02df\u02ed\u02ef-\u02ff\u055b\u055c\u055e\u05f3\ua720\ua721\ua789\ua78a\uab5b]/u

const table: readonly (readonly [RegExp, number])[] = [
  [/[.\u2018\u2019\u2024\ufe52\uff07\uff0e]/, is.midLetter | is.midNumber],
  [/[:\u00b7\u0387\u05f4\u2027\ufe13\ufe55\uff1a]/, is.midLetter],
  [/[,;\u037e\u0589\u060c\u060d\u066c\u07f8\u2044\ufe10\ufe14\ufe50\ufe54\uff0c\uff1b]/, is.midNumber],
  [/'/, is.singleQuote | is.midLetter | is.midNumber],
  [/"/, is.doubleQuote],
  [/[\p{Nd}\u066b]/u, is.number],
  [/[\p{Pc}\u202f]/u, is.joiner],
  [/(?![\u{16fe2}\u{16fe3}])\p{Script=Han}/u, is.han],
  [/\p{Script=Hiragana}/u, is.hiragana],
  [complex, is.complex],
  [/\p{Regional_Indicator}/u, is.flag],
  [/[0-9#*]/, is.keycapBase],
  [/\u20e3/, is.keycap],
  [/\ufe0f/, is.emojiSelector],
  [/\u200d/, is.zwj],
  [/\p{Emoji_Modifier}/u, is.emojiModifier],
  [/\p{Emoji_Modifier_Base}/u, is.emojiBase],
  [pictograph, is.emoji],
  [/[\u{e0020}-\u{e007e}]/u, is.tag],
  [/\u{e007f}/u, is.tagEnd],
]

/** The classes of one code point. */
export function classesOf(point: number): number {
  const character = String.fromCodePoint(point)
  if (newer.test(character)) return pictograph.test(character) ? is.emoji : 0
  let classes = 0
  for (const [pattern, bits] of table) if (pattern.test(character)) classes |= bits
  // The zero-width space is a Format character that separates.
  if (extend.test(character) && point !== 0x200b) {
    const selector = point === 0xfe0e || point === 0xfe0f
    return classes | is.extend | (selector ? 0 : is.extendPlain)
  }
  if (katakana.test(character)) return classes | is.katakana
  if (!isLetter(character, classes)) return classes
  return classes | is.letter | (/(?=\p{Lo})\p{Script=Hebrew}/u.test(character) ? is.hebrew : 0)
}

function isLetter(character: string, classes: number): boolean {
  return (
    alphabetic.test(character) && !/\p{Ideographic}/u.test(character) && (classes & (is.complex | is.hiragana)) === 0
  )
}
