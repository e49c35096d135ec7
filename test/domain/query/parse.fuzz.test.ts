import { expect, test } from 'vitest'
import type { Schema } from '../../../src/domain/fields.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import { whereToJson } from '../../../src/domain/query/print.js'
import { hostileSchema as schema } from './arbitraries.js'
import { Chance, fuzzRuns } from './chance.js'

const keys = [
  ...schema.fields.keys(),
  'and',
  'or',
  'not',
  'in',
  'gt',
  'gte',
  'lt',
  'lte',
  'prefix',
  'exists',
  'match',
  'toString',
  '',
  'nope',
  'k'.repeat(300),
]
const values: unknown[] = [
  'a',
  '',
  'x'.repeat(9000),
  0,
  -0,
  500,
  1.5,
  1e308,
  NaN,
  Infinity,
  -1e17,
  true,
  false,
  null,
  undefined,
  '2026-11-24T09:30:00Z',
  '\ud800',
  [],
  {},
  Symbol('s'),
  10n,
  () => 1,
  new Date(0),
  new Map(),
]

function hostile(chance: Chance, depth: number): unknown {
  const kind = chance.below(depth > 0 ? 6 : 2)
  if (kind < 2) return chance.of(values)
  if (kind === 2) return Array.from({ length: chance.below(5) }, () => hostile(chance, depth - 1))
  return Object.fromEntries(
    Array.from({ length: chance.below(4) }, () => [chance.of(keys), hostile(chance, depth - 1)]),
  )
}

/** Right but for what chance spoils in it: goes deeper into the reader than noise does. */
function nearlyRight(chance: Chance, depth: number): unknown {
  if (chance.below(60) === 0) return hostile(chance, 2)
  switch (depth > 0 ? chance.below(8) : 7) {
    case 0:
      return { not: nearlyRight(chance, depth - 1) }
    case 1:
    case 2:
      return {
        [chance.of(['and', 'or'])]: Array.from({ length: chance.below(4) }, () => nearlyRight(chance, depth - 1)),
      }
    case 3:
      return Object.assign({}, nearlyRight(chance, depth - 1), nearlyRight(chance, 0))
    default:
      return leaf(chance)
  }
}

function leaf(chance: Chance): unknown {
  const spoilt = (value: unknown) => (chance.below(40) === 0 ? hostile(chance, 1) : value)
  const field = chance.of([...schema.fields.keys()])
  const type = schema.fields.get(field)
  const value = spoilt(
    type === 'boolean'
      ? true
      : type === 'date'
        ? 1e12
        : type === 'long' || type === 'double'
          ? 5
          : chance.of(['a', 'b']),
  )
  const operator = chance.of(
    type === 'keyword'
      ? ['in', 'prefix', 'exists', '']
      : type === 'text'
        ? ['match', 'exists']
        : type === 'boolean'
          ? ['in', '']
          : ['gt', 'lte', 'in', 'exists', ''],
  )
  const operand =
    operator === 'in' ? spoilt([value, value]) : operator === 'exists' ? spoilt(chance.below(2) === 0) : value
  return operator === '' ? { [field]: value } : { [field]: { [operator]: operand } }
}

const { runs, seed } = fuzzRuns(100_000)

test(`any input is read or refused with code and path (${runs} inputs, seed ${seed})`, () => {
  const chance = new Chance(seed)
  let read = 0
  for (let i = 0; i < runs; i++) {
    const input = i % 4 === 0 ? hostile(chance, 4) : nearlyRight(chance, 9)
    const where = parseWhere(input, schema)
    if (where.ok) {
      read++
      continue
    }
    const { code, path, message } = where.refusal
    if (
      code !== 'bad_query' ||
      path === undefined ||
      !path.startsWith('where') ||
      message === '' ||
      path.length > 1500
    ) {
      throw new Error(`input ${i}: ${JSON.stringify(where.refusal)}`)
    }
  }
  // Both ways are taken, often.
  expect(read).toBeGreaterThan(runs / 10)
  expect(read).toBeLessThan((runs * 9) / 10)
})

test('what was read within the limits is printed within the limits', () => {
  const chance = new Chance(seed + 1)
  const small: Schema = {
    fields: new Map([
      ['a', 'keyword'],
      ['b', 'long'],
    ]),
    routable: [],
  }
  const build = (depth: number): unknown => {
    const kind = depth > 0 ? chance.below(10) : 9
    if (kind < 3) return Object.assign({}, { not: build(depth - 1) }, kind === 0 ? { a: 'x' } : {})
    if (kind < 7)
      return Object.assign(
        {},
        { [chance.of(['and', 'or'])]: Array.from({ length: 1 + chance.below(2) }, () => build(depth - 1)) },
        kind === 6 ? { not: build(depth - 1) } : {},
        kind === 5 ? { a: chance.of(['x', 'y']) } : {},
      )
    return chance.of<unknown>([
      { a: 'x' },
      { a: { exists: true, in: ['x'] } },
      { b: { gte: 1, in: [1] }, a: { prefix: 'p', exists: false } },
      {},
      { b: { lt: 2 } },
    ])
  }
  let deep = 0
  for (let i = 0; i < 30_000; i++) {
    const where = parseWhere(build(9), small)
    if (!where.ok) continue
    const printed = whereToJson(where.value)
    expect(parseWhere(printed, small)).toEqual(where)
    if (JSON.stringify(printed).split('not').length > 6) deep++
  }
  expect(deep).toBeGreaterThan(100)
})
