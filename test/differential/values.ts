import type { FieldType } from '../../src/domain/fields.js'
import type { Json } from '../../src/domain/json.js'

// What documents and conditions are both made of, so that they meet. Each value is an edge of something.

const x = (times: number) => 'x'.repeat(times)

/** 8,191 UTF-16 units are indexed, 8,192 are not. 900 bytes are the longest prefix that the server takes as one. */
const longKeywords = [
  ...[899, 900, 901, 8191, 8192].map(x),
  `${x(900)}a`,
  `${x(8190)}y`,
  '日'.repeat(300),
  `${'日'.repeat(300)}本`,
  '日'.repeat(8191),
  `${'😀'.repeat(4095)}x`,
  '😀'.repeat(4096),
]

export const keywords: readonly string[] = [
  ...[
    '',
    ' ',
    'a',
    'A',
    'ab',
    'abc',
    'a b',
    'a\0b',
    '\0',
    'a\nb',
    'checkout',
    'Checkout',
    'CHECKOUT',
    'eu-',
    'eu-west',
  ],
  // Normal forms, and letters whose case is not one to one: keywords are compared as they are.
  ...['é', 'e\u0301', 'ß', 'ẞ', 'ss', 'İ', 'I', 'ı', 'i', 'Σ', 'σ', 'ς', 'K', '\u212a'],
  // UTF-16 and UTF-8 order these differently; some begin with the same surrogate.
  ...['\ue000', '\ufffd', '\uffff', '\u{10000}', '\u{10001}', '😀', '😀a', '😁', '\u{10ffff}', '日本', '日'],
  // Words and signs of query languages and regular expressions.
  ...['*', 'a*', '?', '.*', '\\', '"', '/a/', '~', '@', '#', '<1-2>', '&', '[a]', '(a)', 'a|b', '{"in":[]}'],
  ...['1', '1.0', '01', '-1', '1e3', 'true', 'null', 'other', '__proto__', 'AND', '2026-11-24'],
  ...longKeywords,
]

const most = Number.MAX_SAFE_INTEGER

export const longs: readonly number[] = [
  ...[0, 1, -1, 2, 200, 404, 499, 500, 503, 1000, 65_535, -65_536],
  ...[2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 52 + 1, 2 ** 53 - 2, most, -most, 1 - most],
]

/** Bounds of a long may lie between integers. */
export const betweenLongs: readonly number[] = [
  ...[1.5, -0.5, -1.5, 0.5, 499.999, 5e-324, -5e-324, 1e-7, 2 ** 51 + 0.5, -(2 ** 51) - 0.5],
]

export const doubles: readonly number[] = [
  ...[0, 1, -1, 0.5, 1.5, 500, 0.1, 0.2, 0.1 + 0.2, 0.3, 1 / 3, 499.999, -0.5, 1e-7],
  ...[5e-324, -5e-324, 1e-323, 2.225073858507201e-308, 2.2250738585072014e-308, 1e-300],
  ...[Number.EPSILON, 1 + Number.EPSILON, 1 - Number.EPSILON / 2],
  // Above 2^53; written without an exponent below 1e21, so that a reader may take them for integers.
  ...[most, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 2 ** 63, -(2 ** 63), 2 ** 64, 1e20, 123_456_789_012_345_680_000, 1e21],
  ...[1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE, 1.7976931348623155e308],
]

/** Instants as epoch milliseconds: the ends of what can be said, leap days, what calendars once left out. */
export const instants: readonly number[] = [
  ...[Date.parse('2026-11-24T09:30:00.000Z'), Date.parse('2026-11-24T09:30:00.001Z')],
  ...[Date.parse('2026-11-24T09:29:59.999Z'), Date.parse('2026-11-24T00:00:00.000Z')],
  ...[0, -1, 1, 2 ** 31 * 1000, 1_700_000_000_000, 20_261_124],
  ...['2024-02-29T23:59:59.999Z', '2000-02-29T12:00:00.000Z', '1900-02-28T00:00:00.000Z'].map((iso) => Date.parse(iso)),
  ...['1582-10-10T00:00:00.000Z', '0001-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z'].map((iso) => Date.parse(iso)),
  ...['9999-12-31T23:59:59.999Z', '9999-01-01T00:00:00.000Z', '1883-11-18T12:03:58.000Z'].map((iso) => Date.parse(iso)),
]

/** What words are made of, in scripts with rules of their own. */
export const words: readonly string[] = [
  ...['timeout', 'Timeout', 'TIMEOUT', 'upstream', "don't", 'it’s', 'ok', 'a', '1', '1.5', '1,000', '1;2', '3.14.15'],
  ...['a.b', 'a:b', 'a,b', 'v1.2.3', '192.168.0.1', 'foo_bar', '_', '__a', 'a_', 'user@example.com', 'x86', '7up'],
  ...['É', 'é', 'e\u0301', 'E\u0301', 'a\u0300\u0301', '\u0301', 'Größe', 'GRÖSSE', 'ß', 'ẞ', 'ﬁ', 'Ǆ', 'ǅ'],
  ...[
    'İstanbul',
    'ISTANBUL',
    'ı',
    'ΣΑΣ',
    'σας',
    'Ω',
    '\u2126',
    'Å',
    '\u212b',
    'Ⓜ',
    'ⓜ',
    'Ⅷ',
    'ⅷ',
    '\u{10400}',
    '\u{10428}',
  ],
  ...['日本語', '日', 'ひらがな', 'カタカナ', 'ｶﾀｶﾅ', 'ー', '한국어', '\u1112\u1161\u11ab', '中文', '\u{20000}'],
  ...['ภาษาไทย', 'ไทย', 'ລາວ', 'ខ្មែរ', 'မြန်မာ', 'हिन्दी', 'தமிழ்', 'سلام', 'سَلام', 'צה"ל', "א'", 'שלום'],
  ...['👩‍👩‍👧', '👩', '🇩🇪', '🇩🇪🇫🇷', '🇩', '1️⃣', '#️⃣', '👍', '👍🏽', '🏽', '☕', '☕️', '☕︎', '©', '❤️‍🔥', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ...['２０２６', '٣٫١٤', '०१', '\u{1d7d8}', '\u{1d518}', 'ℵ', '㎏', '①', '½', 'x²', '\u0e33', '\u180e', 'ꙮ', '\u2028'],
  ...[x(254), x(255), x(256), x(510), 'é'.repeat(255), '😀'.repeat(127), `${x(254)}😀`, `${x(254)}\u{10400}`],
  ...['日'.repeat(256), `${'_'.repeat(255)}a`, `${'1.'.repeat(128)}1`, `a${'\u0301'.repeat(255)}`, 'ก'.repeat(256)],
]

/** What may stand between words, or join them. */
export const between: readonly string[] = [
  ...[' ', ' ', ' ', '', '', '.', "'", '’', ',', ':', ';', '-', '_', '/', '"', '\n', '\0'],
  ...['\u200d', '\u200b', '\u00ad', '\ufe0f', '\u0301', '\u00a0', '\u2060', '\u3000', '・', '·', '\ufffd'],
]

export function plainValues(type: FieldType): readonly Json[] {
  switch (type) {
    case 'keyword':
      return keywords
    case 'text':
      return words
    case 'long':
      return longs
    case 'double':
      return doubles
    case 'boolean':
      return [true, false]
    case 'date':
      return instants.map((ms) => new Date(ms).toISOString())
  }
}
