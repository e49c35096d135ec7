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
  /[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u109a-\u109f\u1780-\u17d3\u17d7\u17dc\u17dd\u1950-\u1974\u1980-\u19c9\u19da\u19de\u19df\u1a20-\u1a5e\u1a60-\u1a7c\u1aa0-\u1aad\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f\uaa80-\uaac2\uaadb-\uaadf\u{11700}-\u{1172b}\u{1173a}\u{1173b}\u{1173f}\u{11740}-\u{11746}]/u
const katakana = /[\p{Script=Katakana}\u3031-\u3035\u309b\u309c\u30a0\u30fc\uff70]/u
const extend = /[\p{Grapheme_Extend}\p{Mc}\p{Emoji_Modifier}\p{Cf}]/u
const alphabetic =
  /[\p{Alphabetic}\u02c2-\u02c5\u02d2-\u02d7\u02de\u02df\u02e5-\u02eb\u02ed\u02ef-\u02ff\u055a-\u055c\u055e\u058a\u05f3\ua708-\ua716\ua720\ua721\ua789\ua78a\uab5b]/u

const table: readonly (readonly [RegExp, number])[] = [
  [/[.\u2018\u2019\u2024\ufe52\uff07\uff0e]/, is.midLetter | is.midNumber],
  [/[:\u00b7\u0387\u055f\u05f4\u2027\ufe13\ufe55\uff1a]/, is.midLetter],
  [/[,;\u037e\u0589\u060c\u060d\u066c\u07f8\u2044\ufe10\ufe14\ufe50\ufe54\uff0c\uff1b]/, is.midNumber],
  [/'/, is.singleQuote | is.midLetter | is.midNumber],
  [/"/, is.doubleQuote],
  [/[\p{Nd}\u066b]/u, is.number],
  [/[\p{Pc}\u202f]/u, is.joiner],
  [/\p{Script=Han}/u, is.han],
  [/\p{Script=Hiragana}/u, is.hiragana],
  [complex, is.complex],
  [/\p{Regional_Indicator}/u, is.flag],
  [/[0-9#*]/, is.keycapBase],
  [/\u20e3/, is.keycap],
  [/\ufe0f/, is.emojiSelector],
  [/\u200d/, is.zwj],
  [/\p{Emoji_Modifier}/u, is.emojiModifier],
  [/\p{Emoji_Modifier_Base}/u, is.emojiBase],
  [/\p{Extended_Pictographic}/u, is.emoji],
  [/[\u{e0020}-\u{e007e}]/u, is.tag],
  [/\u{e007f}/u, is.tagEnd],
]

/** The classes of one code point. */
export function classesOf(point: number): number {
  const character = String.fromCodePoint(point)
  let classes = 0
  for (const [pattern, bits] of table) if (pattern.test(character)) classes |= bits
  if (extend.test(character) && point !== 0x200b) {
    classes |= is.extend
    if (point !== 0xfe0e && point !== 0xfe0f) classes |= is.extendPlain
  } else if (katakana.test(character)) classes |= is.katakana
  else if (isLetter(character, classes)) {
    classes |=
      /[\u05d0-\u05f2\ufb1d-\ufb4f]/.test(character) && /\p{Lo}/u.test(character) ? is.hebrew | is.letter : is.letter
  }
  return classes
}

function isLetter(character: string, classes: number): boolean {
  return (
    alphabetic.test(character) && !/\p{Ideographic}/u.test(character) && (classes & (is.complex | is.hiragana)) === 0
  )
}
