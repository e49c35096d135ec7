import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../../src/domain/json.js'
import { allOf, anyOf, negate } from '../../../src/domain/query/combine.js'
import { compileWhere } from '../../../src/domain/query/matcher.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import { whereToJson } from '../../../src/domain/query/print.js'
import { queryIdOf } from '../../../src/domain/query/queryId.js'
import { subjectOf } from '../../../src/domain/query/subject.js'
import type { Where } from '../../../src/domain/query/where.js'
import { conditions, documents, reworded, hostileSchema as schema } from './arbitraries.js'
import { matchesNaively } from './naive.js'

const runs = { numRuns: 3000 }

function read(json: JsonObject): Where {
  const where = parseWhere(json, schema)
  if (!where.ok) throw new Error(`${where.refusal.path}: ${where.refusal.message}`)
  return where.value
}

describe('a condition', () => {
  test.prop([conditions()], runs)('prints to what reads back as itself', (json) => {
    const where = read(json)
    const printed = whereToJson(where)
    expect(read(JSON.parse(JSON.stringify(printed)))).toEqual(where)
    expect(whereToJson(read(printed))).toEqual(printed)
  })

  test.prop([conditions().chain((json) => fc.tuple(fc.constant(json), reworded(json)))], runs)(
    'has one name, in whatever words it is said',
    ([json, same]) => {
      const parsed = parseWhere(same, schema)
      // More words may be more than a condition may have: that, and nothing else, may keep it from being read.
      if (parsed.ok) expect(queryIdOf(parsed.value)).toBe(queryIdOf(read(json)))
      else expect(parsed.refusal.message).toMatch(/may be nested|may have/)
    },
  )

  test.prop([conditions(), conditions()], runs)('has its name to itself', (a, b) => {
    const [x, y] = [read(a), read(b)]
    expect(queryIdOf(x) === queryIdOf(y)).toBe(JSON.stringify(x) === JSON.stringify(y))
  })

  test.prop([conditions(), documents()], { numRuns: 20_000 })('compiled, matches what its words say', (json, hit) => {
    const compiled = compileWhere(read(json), schema)(subjectOf(hit, schema))
    expect(compiled).toBe(matchesNaively(json, hit, schema))
  })

  test.prop([conditions(), conditions(), conditions()], runs)('combines in any order and grouping', (a, b, c) => {
    const [x, y, z] = [read(a), read(b), read(c)]
    expect(allOf(allOf(x, y), z)).toEqual(allOf(z, allOf(y, x)))
    expect(anyOf(anyOf(x, y), z)).toEqual(anyOf(z, anyOf(y, x)))
    expect(allOf(x, x)).toEqual(x)
    expect(anyOf(x, x)).toEqual(x)
    expect(negate(negate(x))).toEqual(x)
    expect(allOf(x, read({}))).toEqual(x)
    expect(anyOf(x, read({ or: [] }))).toEqual(x)
  })
})
