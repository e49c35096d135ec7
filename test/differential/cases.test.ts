import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Hit } from '../../src/domain/document/hit.js'
import type { JsonObject } from '../../src/domain/json.js'
import { compileWhere } from '../../src/domain/query/matcher.js'
import { parseWhere } from '../../src/domain/query/parse.js'
import { subjectOf } from '../../src/domain/query/subject.js'
import { create } from '../contracts/hitIndex/underTest.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { documentOf } from './documents.js'
import { type OpenSearchSide, openSearchSide } from './openSearchSide.js'
import { schema } from './schema.js'

// Mismatches that were found, each by its name.

const dates = (from: number) => ({ in: Array.from({ length: 128 }, (_, i) => (from + i) * 1000) })

const cases: readonly (readonly [string, JsonObject, JsonObject, boolean])[] = [
  ['half a surrogate pair is U+FFFD', { boost: 'cut \ud83d' }, { boost: 'cut \ufffd' }, true],
  ['half a surrogate pair begins no emoji', { boost: '\ud83d' }, { boost: { prefix: '😀' } }, false],
  [
    'as many equal dates as there may be',
    { time_zone: 200_000 },
    { or: [{ seen: dates(0) }, { time_zone: dates(128) }] },
    true,
  ],
  ['-0 is 0', { ratio: -0 }, { ratio: 0 }, true],
  ['-0 is not below 0', { ratio: [-0, '-0.0'] }, { ratio: { lt: 0 } }, false],
]

let server: OpenSearchSide
const hits = cases.map(([, detail], i) => documentOf(detail, i) as Hit)
beforeAll(async () => {
  server = await openSearchSide(await openSearchUrl())
  await create(server.index, hits)
})
afterAll(() => server?.close())

test.each(cases.map(([name, , json, matches], i) => [name, json, hits[i] as Hit, matches] as const))(
  '%s',
  async (_, json, hit, matches) => {
    const where = parseWhere(json, schema)
    if (!where.ok) throw new Error(where.refusal.message)
    const [answer] = await server.ask([{ json, where: where.value }])
    expect(answer).not.toHaveProperty('error')
    expect(answer !== undefined && 'ids' in answer && answer.ids.includes(hit.eventId)).toBe(matches)
    expect(compileWhere(where.value, schema)(subjectOf(hit, schema))).toBe(matches)
  },
)
