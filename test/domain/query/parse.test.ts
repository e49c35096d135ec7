import { describe, expect, test } from 'vitest'
import { defaultSchema } from '../../../src/domain/fields.js'
import type { Json, JsonObject } from '../../../src/domain/json.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import { whereToJson } from '../../../src/domain/query/print.js'
import { hostileSchema } from './arbitraries.js'

function nested(depth: number, key: 'and' | 'or' | 'not'): unknown {
  let json: unknown = { service: 'a' }
  for (let i = 0; i < depth; i++) json = key === 'not' ? { not: json } : { [key]: [json] }
  return json
}

describe('reads', () => {
  test.each([
    [{}, {}],
    [{ and: [] }, {}],
    [{ or: [] }, { or: [] }],
    [{ service: { in: [] } }, { or: [] }],
    [{ service: { in: ['b', 'a', 'b'] } }, { service: { in: ['a', 'b'] } }],
    [{ latencyMs: { gte: 500, lt: 1000 } }, { latencyMs: { gte: 500, lt: 1000 } }],
    [{ location: { prefix: 'eu-', exists: true } }, { location: { exists: true, prefix: 'eu-' } }],
    [{ team: { exists: false } }, { team: { exists: false } }],
    [{ not: { team: { exists: true } } }, { team: { exists: false } }],
    [{ message: { match: 'Upstream TIMEOUT, upstream' } }, { message: { match: 'timeout upstream' } }],
    [{ message: { match: '--' } }, { or: [] }],
    [{ not: { message: { match: '' } } }, {}],
    [{ and: [{ message: { match: 'b' } }, { message: { match: 'a' } }] }, { message: { match: 'a b' } }],
    [{ status: -0 }, { status: 0 }],
    [{ status: { gt: 1.5 } }, { status: { gt: 1.5 } }],
    [{ '@timestamp': { gte: 0 } }, { '@timestamp': { gte: '1970-01-01T00:00:00.000Z' } }],
    [{ '@timestamp': '2026-11-24T10:30:00+01:00' }, { '@timestamp': '2026-11-24T09:30:00.000Z' }],
    [{ and: [{ status: { gte: 1 } }, { status: { lt: 5 } }] }, { status: { gte: 1 }, and: [{ status: { lt: 5 } }] }],
  ])('%j as %j', (json, canonical) => {
    const where = parseWhere(json, defaultSchema)
    expect(where.ok && whereToJson(where.value)).toEqual(canonical)
  })

  test('8 levels, 64 nodes, 256 values, 256 terms', () => {
    const words = Array.from({ length: 256 }, (_, i) => `w${i}`)
    const conditions = Array.from({ length: 63 }, (_, i) => ({ service: `s${i}` }))
    for (const json of [
      nested(8, 'not'),
      nested(8, 'and'),
      { or: conditions },
      { service: { in: words } },
      { message: { match: words.join(' ') } },
    ]) {
      expect(parseWhere(json, defaultSchema).ok).toBe(true)
    }
  })
})

test('the deepest of several branches keeps its level in print', () => {
  let deep: Json = { service: 'a' }
  for (let i = 0; i < 4; i++) deep = { not: { or: [{ team: 'x' }, deep] } }
  const where = parseWhere({ ...(deep as JsonObject), and: [{ not: { level: 'debug' } }] }, defaultSchema)
  if (!where.ok) throw new Error(where.refusal.message)
  expect(parseWhere(whereToJson(where.value), defaultSchema)).toEqual(where)
})

describe('refuses', () => {
  const seconds = (count: number) => Array.from({ length: count }, (_, i) => i * 1000)
  const words = (count: number) => seconds(count).join(' ')
  const own = (key: string, value: unknown) => Object.fromEntries([[key, value]])
  test.each(
    [
      [null, 'where'],
      [[], 'where'],
      ['{}', 'where'],
      [{ nope: 1 }, 'where.nope'],
      [own('__proto__', 'a'), 'where.__proto__'],
      [{ constructor: 'a' }, 'where.constructor'],
      [own('a.b "c"', 1), 'where["a.b \\"c\\""]'],
      [{ and: [{}, { status: { gte: '500' } }] }, 'where.and[1].status.gte'],
      [{ and: {} }, 'where.and'],
      [{ or: [{ not: [] }] }, 'where.or[0].not'],
      [{ not: 5 }, 'where.not'],
      [{ service: {} }, 'where.service'],
      [{ service: null }, 'where.service'],
      [{ service: ['a'] }, 'where.service'],
      [{ service: 5 }, 'where.service'],
      [{ service: { in: 'a' } }, 'where.service.in'],
      [{ service: { in: ['a', 5] } }, 'where.service.in[1]'],
      [{ service: { gte: 'a' } }, 'where.service.gte'],
      [{ service: { match: 'a' } }, 'where.service.match'],
      [{ service: { like: 'a' } }, 'where.service.like'],
      [{ service: own('__proto__', 'a') }, 'where.service.__proto__'],
      [{ message: { prefix: 'a' } }, 'where.message.prefix'],
      [{ message: { match: ['a'] } }, 'where.message.match'],
      [{ team: { exists: 1 } }, 'where.team.exists'],
      [{ status: { prefix: '5' } }, 'where.status.prefix'],
      [{ service: 'cut \ud83d' }, 'where.service'],
      [{ message: '\udc00' }, 'where.message'],
      [{ service: { in: ['a', '\ud83d'] } }, 'where.service.in[1]'],
      [{ service: { prefix: '\ud83d' } }, 'where.service.prefix'],
      [{ status: '500' }, 'where.status'],
      [{ status: 1.5 }, 'where.status'],
      [{ status: 2 ** 53 }, 'where.status'],
      [{ status: { lt: 1e300 } }, 'where.status.lt'],
      [JSON.parse('{"status":{"lt":1e999}}'), 'where.status.lt'],
      [{ '@timestamp': { gte: '2026-11-24' } }, 'where.@timestamp.gte'],
      [{ '@timestamp': { gte: '2026-11-24T10:00:00' } }, 'where.@timestamp.gte'],
      [nested(9, 'not'), `where${'.not'.repeat(9)}`],
      [nested(9, 'or'), `where${'.or[0]'.repeat(8)}.or`],
      [{ or: Array.from({ length: 64 }, () => ({})) }, 'where.or[63]'],
      [{ service: { in: Array.from({ length: 257 }, () => 'a') } }, 'where.service.in'],
      [
        { or: [{ '@timestamp': { in: seconds(200) } }, { '@timestamp': { in: seconds(57) } }] },
        'where.or[1].@timestamp.in',
      ],
      [{ message: { match: words(256) }, '@timestamp': 0 }, 'where.@timestamp'],
      [{ message: { match: words(257) } }, 'where.message.match'],
    ].map(([json, path]) => [String(JSON.stringify(json)).slice(0, 60), path as string, json as unknown] as const),
  )('%s at %s', (_, path, json) => {
    const where = parseWhere(json, defaultSchema)
    expect(where).toMatchObject({ ok: false, refusal: { code: 'bad_query', path } })
  })

  test('depth beyond the stack', () => {
    for (const key of ['and', 'or', 'not'] as const) {
      expect(parseWhere(nested(100_000, key), defaultSchema).ok).toBe(false)
    }
  })

  test('with a path and a message that fit a frame, whatever the key', () => {
    const where = parseWhere({ and: [{ ['k'.repeat(32_000)]: 1 }] }, defaultSchema)
    expect(where.ok || JSON.stringify(where.refusal).length).toBeLessThan(1000)
  })

  test('names that plain objects have, where no field has them', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(parseWhere(own(name, 'a'), defaultSchema).ok).toBe(false)
    }
    expect(parseWhere(own('__proto__', 'a'), hostileSchema)).toEqual({
      ok: true,
      value: { op: 'in', field: '__proto__', values: ['a'] },
    })
  })
})
