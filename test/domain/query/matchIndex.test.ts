import { fc, test as law } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Schema } from '../../../src/domain/fields.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import type { JsonObject } from '../../../src/domain/json.js'
import { compileWhere } from '../../../src/domain/query/matcher.js'
import { MatchIndex } from '../../../src/domain/query/matchIndex.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import type { Query } from '../../../src/domain/query/query.js'
import { queryOf } from '../../../src/domain/query/queryOf.js'
import { subjectOf } from '../../../src/domain/query/subject.js'
import { hit } from '../../support/hits.js'
import { conditions, documents, hostileSchema } from './arbitraries.js'

function query(json: JsonObject, schema: Schema): Query {
  const where = parseWhere(json, schema)
  if (!where.ok) throw new Error(where.refusal.message)
  return queryOf(where.value, schema)
}

describe('a match index', () => {
  law.prop(
    [
      fc.array(conditions(), { minLength: 1, maxLength: 25 }),
      fc.array(fc.record({ at: fc.nat(24), remove: fc.boolean() }), { maxLength: 60 }),
      fc.array(documents(), { minLength: 1, maxLength: 5 }),
    ],
    { numRuns: 1500 },
  )('finds what the naive filter finds, whatever came and went', (jsons, steps, hits) => {
    const queries = jsons.map((json) => query(json, hostileSchema))
    const index = new MatchIndex(hostileSchema)
    const held = new Map<string, Query>()
    for (const { at, remove } of steps) {
      const chosen = queries[at % queries.length] as Query
      if (remove) {
        index.remove(chosen.queryId)
        held.delete(chosen.queryId)
      } else {
        index.add(chosen)
        held.set(chosen.queryId, chosen)
      }
      expect(index.size).toBe(held.size)
    }
    for (const document of hits) {
      const found: string[] = []
      const visited = index.match(subjectOf(document, hostileSchema), (of) => found.push(of.queryId))
      const matching = [...held.values()].filter((of) =>
        compileWhere(of.where, hostileSchema)(subjectOf(document, hostileSchema)),
      )
      expect(found.sort()).toEqual(matching.map((of) => of.queryId).sort())
      expect(visited >= found.length && visited <= held.size).toBe(true)
    }
  })

  test('of a schema that lost a field, or changed its type, goes on', () => {
    const schema: Schema = { fields: new Map([['status', 'keyword']]), routable: [] }
    const index = new MatchIndex(schema)
    for (const json of [
      { status: { gte: 5 } },
      { status: 5 },
      { team: 'a' },
      { not: { team: 'a' } },
      { message: { match: 'x' } },
    ]) {
      index.add(query(json, defaultSchema))
    }
    const found: Query[] = []
    index.match(subjectOf(hit({ status: '5', team: 'a', message: 'x' }), schema), (of) => found.push(of))
    expect(found.map((of) => of.where.op)).toEqual(['not'])
  })
})

/** Queries of one channel, all of them with its equality, and each with something of its own. */
function channelQuery(i: number): JsonObject {
  const kinds: JsonObject[] = [
    { status: 1000 + i },
    { latencyMs: { gte: 10 * i, lt: 10 * i + 10 } },
    { location: { prefix: `zone-${i}-` } },
    { message: { match: `order number${i}` } },
    { team: { in: [`t${i}`, `u${i}`] } },
    { or: [{ level: `l${i}` }, { eventType: `e${i}` }] },
    { latencyMs: { gt: 2_000_000 + i }, status: { lt: 500 } },
    { '@timestamp': { gte: 1_000_000 * i, lt: 1_000_000 * (i + 1) } },
  ]
  return kinds[i % kinds.length] as JsonObject
}

test('of 100,000 queries on one channel, 100 of them matching, fewer than 1,000 are looked at', () => {
  const index = new MatchIndex(defaultSchema)
  const others = Array.from({ length: 99_900 }, (_, i) =>
    query({ service: 'checkout', and: [channelQuery(i)] }, defaultSchema),
  )
  for (const other of others) index.add(other)
  for (let i = 0; i < 100; i++) {
    index.add(query({ service: 'checkout', latencyMs: { gte: 100 + i }, level: 'error' }, defaultSchema))
  }
  expect(index.size).toBe(100_000)
  const event = hit({
    service: 'checkout',
    level: 'error',
    status: 503,
    latencyMs: 512,
    location: 'zone-99-b',
    message: 'order timeout upstream',
    team: ['core', 'edge'],
  })
  let found = 0
  const visited = index.match(subjectOf(event, defaultSchema), () => found++)
  expect(found).toBeGreaterThanOrEqual(100)
  expect(found).toBeLessThan(110)
  expect(visited).toBeLessThan(1000)

  for (const other of others) index.remove(other.queryId)
  expect(index.size).toBe(100)
  expect(index.match(subjectOf(event, defaultSchema), () => {})).toBeLessThanOrEqual(100)
})
