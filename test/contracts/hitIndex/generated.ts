import fc from 'fast-check'
import type { Hit, Position } from '../../../src/domain/document/hit.js'
import type { SummaryRequest } from '../../../src/domain/summary/summary.js'
import type { SearchRequest } from '../../../src/ports/hitIndex.js'
import { documents, hostileSchema } from '../../domain/query/arbitraries.js'

/** When the clock of an index under test stands still. */
const now = Date.parse('2026-11-24T09:30:00.000Z')

// Few ids and few times, so that documents are replaced and positions tie; U+FFFD and U+10000 tell UTF-8 from UTF-16.
const eventId = fc.constantFrom(
  'a',
  'b',
  'ab',
  '__proto__',
  ' ',
  ':',
  'a/b',
  '#?%',
  '\u{fffd}',
  '\u{10000}',
  'é',
  '日本',
)
const second = fc.constantFrom(0, 1, 999, 1000, 60_000, 3_600_000)
const before = fc.oneof(second, fc.nat(26 * 3_600_000)).map((ms) => new Date(now - ms).toISOString())
const around = fc.oneof(second, fc.nat(10_000)).map((ms) => new Date(now + 300 - ms).toISOString())

/** A document of `hostileSchema` as ingest stores it. */
export const anyHit: fc.Arbitrary<Hit> = fc
  .tuple(documents(hostileSchema), eventId, before, around, fc.integer({ min: 1, max: 9 }))
  .map(([fields, id, timestamp, ingestedAt, version]) =>
    Object.fromEntries([
      ...Object.entries(fields),
      ['eventId', id],
      ['@timestamp', timestamp],
      ['ingestedAt', ingestedAt],
      ['version', version],
    ]),
  ) as fc.Arbitrary<Hit>

/** Documents in the order of their writes; later ones replace earlier ones of their key. */
export const hits = fc.array(anyHit, { maxLength: 24, size: 'max' })

const position: fc.Arbitrary<Position> = fc.tuple(before, eventId)

export const searchRequest: fc.Arbitrary<SearchRequest> = fc.record(
  { limit: fc.nat(30), since: around, before: position },
  { requiredKeys: ['limit'] },
)

const keyword = fc.constantFrom('service', 'team', '__proto__', 'geo.city', 'odd "name"')

export const summaryRequest: fc.Arbitrary<SummaryRequest> = fc.record(
  {
    from: before,
    intervalMs: fc.constantFrom(1000, 60_000, 3_600_000, 25_000, 86_400_000),
    by: keyword,
    distribution: fc.constantFrom('constructor', 'status', 'ratio'),
    facets: fc.uniqueArray(keyword, { maxLength: 3 }),
  },
  { requiredKeys: ['from', 'intervalMs', 'facets'] },
)
