import fc from 'fast-check'
import type { Hit } from '../../src/domain/document/hit.js'
import { normalize } from '../../src/domain/event/normalize.js'
import type { FieldType } from '../../src/domain/fields.js'
import type { Json, JsonObject } from '../../src/domain/json.js'
import { schema } from './schema.js'
import { formsOf, writtenTime } from './times.js'
import { between, doubles, instants, keywords, longs, words } from './values.js'

/** When all of it happens. */
export const now = Date.parse('2026-11-24T09:30:00.000Z')

// Days that begin and end within what is asked, and many events of one millisecond.
const ages = [0, 0, 0, 1, 999, 1000, 60_000, 34_200_000, 34_200_001, 86_400_000, 100_000_000, 200_000_000]
// One time, and ids that UTF-16 and UTF-8 order differently.
const beginnings = [
  'a',
  'A',
  'é',
  'e\u0301',
  '\ue000',
  '\ufffd',
  '\uffff',
  '\u{10000}',
  '\u{10ffff}',
  '日',
  ' ',
  '0',
  '',
]

/** A text of several words, whatever stands between them. */
export const someWords: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(...between)), { maxLength: 6 })
  .map((pieces) => pieces.map(([word, after]) => `${word}${after}`).join(''))

/** A value as a producer may write it. */
function rawValue(type: FieldType): fc.Arbitrary<Json> {
  switch (type) {
    case 'keyword':
      return fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom('a', 'ab', 'checkout', '😀', 'é', '') },
        { weight: 8, arbitrary: fc.constantFrom(...keywords) },
        { weight: 1, arbitrary: fc.constantFrom(12, 1e21, 0.5, true, false) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
        // UTF-16 that no UTF-8 can say.
        { weight: 1, arbitrary: fc.constantFrom('\ud83d', 'a\udc00', '\udc00\ud800', '\ud800x') },
      )
    case 'text':
      return fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom(...words) },
        { weight: 6, arbitrary: someWords },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('', '--', `${'x'.repeat(9000)} y`, 12, true, 'cut \ud83d', '\udc00 cut'),
        },
      )
    case 'long':
      return fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...longs) },
        { weight: 1, arbitrary: fc.constantFrom('12', '1.0', '5e2', '-0', -0, '0500', '9007199254740991') },
        { weight: 1, arbitrary: fc.maxSafeInteger() },
      )
    case 'double':
      return fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...doubles, ...longs) },
        { weight: 1, arbitrary: fc.constantFrom('1.50', '-0.0', -0, '5e-324', '1E3', '0.1') },
        { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
      )
    case 'boolean':
      return fc.constantFrom(true, false, 'true', 'false')
    case 'date':
      return writtenTime
  }
}

function rawField(type: FieldType): fc.Arbitrary<Json | undefined> {
  const value = rawValue(type)
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 8, arbitrary: value },
    { weight: 3, arbitrary: fc.array(fc.option(value), { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom<Json>(null, [], [null]) },
  )
}

/** An event's `Detail`, without its id and time. */
export const anyDetail: fc.Arbitrary<JsonObject> = fc
  .tuple(
    ...[...schema.fields]
      .filter(([name]) => name !== '@timestamp')
      .map(([name, type]) => rawField(type).map((value) => [name, value] as const)),
  )
  .map((fields) => Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as JsonObject)

/** Each edge by itself, so that none is left to chance. */
export const chosenDetails: readonly JsonObject[] = [
  {},
  ...keywords.map((boost) => ({ boost })),
  ...['\ud83d', 'a\udc00', '\udc00\ud800'].map((boost) => ({ boost })),
  ...longs.map((status) => ({ status })),
  ...doubles.map((ratio) => ({ ratio })),
  ...instants.flatMap((ms) => formsOf(ms).filter((_, i) => i % 5 === Math.abs(ms) % 5)).map((seen) => ({ seen })),
  ...words.map((message) => ({ message })),
  ...['', '--', 'x'.repeat(8191), 'x'.repeat(8192), 'cut \ud83d'].map((message) => ({ message })),
  { status: [1, 503], ratio: [0.1, 1e308], ok: [true, false], boost: ['a', 'é', 'x'.repeat(8192)] },
  { seen: instants.map((ms) => new Date(ms).toISOString()), message: ['one timeout', 'two'] },
]

/** The document that ingest stores for a detail, or none where it refuses it. `n` chooses its id and its time. */
export function documentOf(detail: JsonObject, n: number): Hit | undefined {
  const time = new Date(now - (ages[n % ages.length] as number)).toISOString()
  const raw = { id: `${beginnings[n % beginnings.length]}${n}`, source: '', detailType: '', time, detail }
  const draft = normalize(raw, schema, { now, retentionMs: 14 * 86_400_000 })
  const ingestedAt = new Date(now + ((ages[(n * 7) % ages.length] as number) % 1000) - 500).toISOString()
  return draft.ok ? { ...draft.value, ingestedAt } : undefined
}
