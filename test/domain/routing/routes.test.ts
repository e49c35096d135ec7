import { fc, test as law } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Hit } from '../../../src/domain/document/hit.js'
import { defaultSchema, type Schema } from '../../../src/domain/fields.js'
import type { Json, JsonObject } from '../../../src/domain/json.js'
import { compileWhere } from '../../../src/domain/query/matcher.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import { whereToJson } from '../../../src/domain/query/print.js'
import { queryIdOf } from '../../../src/domain/query/queryId.js'
import { subjectOf } from '../../../src/domain/query/subject.js'
import type { Where } from '../../../src/domain/query/where.js'
import { channelsOfHit, channelsOfWhere, parseChannel } from '../../../src/domain/routing/routes.js'
import { hit } from '../../support/hits.js'
import { conditions, documents, hostileSchema } from '../query/arbitraries.js'

function read(json: JsonObject, schema: Schema = defaultSchema): Where {
  const where = parseWhere(json, schema)
  if (!where.ok) throw new Error(where.refusal.message)
  return where.value
}

/** Few fields, all of them routable, so that routes are taken often. */
const routed: Schema = {
  fields: new Map([...hostileSchema.fields].filter(([, type]) => type === 'keyword')),
  routable: ['service', 'team', '__proto__'],
}

/** Conditions that ask for a value that the document has, among others. */
function aimedAt(document: Hit, schema: Schema): fc.Arbitrary<JsonObject> {
  const own = channelsOfHit(document, schema)
    .slice(1)
    .map((channel) => whereToJson(parsed(channel, schema)))
  if (own.length === 0) return conditions(schema)
  const equal = fc.constantFrom(...own)
  return fc.tuple(equal, equal, conditions(schema), fc.nat(5)).map(([a, b, other, shape]): JsonObject => {
    if (shape === 0) return { and: [a, { or: [other, b] }] }
    if (shape === 1) return { or: [b, { and: [a, other] }] }
    if (shape === 2) return { or: [{ service: 'nowhere' }, a] }
    if (shape === 5) return { or: [{ team: 'nowhere' }, { and: [among(a), other] }] }
    if (shape === 3) return { and: [{ not: { and: [a, other] } }, b] }
    return { and: [{ or: [a, { service: { in: ['x', 'y'] } }] }, other] }
  })
}

/** The value of an equality among others, before and after it. */
function among(equality: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(equality).map(([field, value]) => [field, { in: ['', value, '\uffff'] as Json }]),
  )
}

function parsed(channel: string, schema: Schema): Where {
  const where = parseChannel(channel, schema)
  if (!where.ok) throw new Error(where.refusal.message)
  return where.value
}

describe('a query', () => {
  let routes = 0
  for (const schema of [hostileSchema, routed]) {
    const near = documents(schema).chain((document) => fc.tuple(aimedAt(document, schema), fc.constant(document)))
    law.prop([fc.oneof(fc.tuple(conditions(schema), documents(schema)), near)], { numRuns: 8000 })(
      `that matches is never missed by its channels (${schema.fields.size} fields)`,
      ([json, document]) => {
        const where = read(json, schema)
        const channels = channelsOfWhere(where, schema)
        expect(channels.length >= 1 && channels.length <= 16 && new Set(channels).size === channels.length).toBe(true)
        if (!compileWhere(where, schema)(subjectOf(document, schema))) return
        if (channels[0] !== 'all') routes++
        const told = channelsOfHit(document, schema)
        expect(channels.some((channel) => told.includes(channel))).toBe(true)
      },
    )
  }

  test('is often filed under less than all in the laws above', () => {
    expect(routes).toBeGreaterThan(2000)
  })

  const many = Array.from({ length: 17 }, (_, i) => `v${i}`)
  test.each<[JsonObject, string[]]>([
    [{}, ['all']],
    [{ or: [] }, ['all']],
    [{ service: 'a:b/c $' }, ['service:a:b/c $']],
    [{ team: 'x', service: 'a', status: 5 }, ['service:a']],
    [{ service: { in: ['a', 'b'] }, team: 'x' }, ['team:x']],
    [{ service: { in: ['a', 'b'] } }, ['service:a', 'service:b']],
    [{ service: { in: many } }, ['all']],
    [{ service: { in: many }, location: { in: ['x', 'y'] } }, ['location:x', 'location:y']],
    [{ or: [{ service: 'a' }, { team: 'x', level: 'error' }] }, ['service:a', 'team:x']],
    [{ or: [{ service: 'a' }, { level: 'error' }] }, ['all']],
    [{ or: [{ service: { in: many.slice(0, 16) } }, { team: 'x' }] }, ['all']],
    [{ or: [{ service: 'a' }, { service: 'a', status: 5 }] }, ['service:a']],
    [{ not: { service: 'a' } }, ['all']],
    [{ level: 'error' }, ['all']],
    [{ location: { prefix: 'eu-' } }, ['all']],
  ])('%j is filed under %j', (json, channels) => {
    expect(channelsOfWhere(read(json), defaultSchema).sort()).toEqual(channels)
  })
})

describe('a document', () => {
  test('is told on all, and once on the channel of each of its values', () => {
    const document = hit({
      service: 'a',
      team: ['x', 'y', 'x', null, 5],
      location: '',
      level: 'error',
      eventType: 'z'.repeat(8192),
    })
    expect(channelsOfHit(document, defaultSchema)).toEqual(['all', 'service:a', 'team:x', 'team:y', 'location:'])
  })

  law.prop([documents()], { numRuns: 2000 })('matches each of its channels, read as a condition', (document) => {
    for (const channel of channelsOfHit(document, hostileSchema)) {
      const where = parseChannel(channel, hostileSchema)
      expect(where.ok && compileWhere(where.value, hostileSchema)(subjectOf(document, hostileSchema)), channel).toBe(
        true,
      )
    }
  })
})

describe('a channel', () => {
  law.prop([fc.string({ unit: 'binary' })])('takes its value verbatim to the end', (value) => {
    const where = parseChannel(`service:${value}`, defaultSchema)
    expect(where.ok && queryIdOf(where.value)).toBe(queryIdOf(read({ service: value })))
  })

  test.each([
    '',
    'service:\ud83d',
    'nope',
    'nope:a',
    'service',
    'level:error',
    'status:500',
    '__proto__:a',
    'All',
    ':a',
  ])('%j is refused', (channel) => {
    expect(parseChannel(channel, defaultSchema)).toMatchObject({
      ok: false,
      refusal: { code: 'bad_query', path: 'channel' },
    })
  })

  test('all is everything', () => {
    expect(parseChannel('all', defaultSchema)).toEqual({ ok: true, value: { op: 'all' } })
  })
})
