import fc from 'fast-check'
import type { FieldType } from '../../src/domain/fields.js'
import type { Json, JsonObject } from '../../src/domain/json.js'
import { someWords } from './documents.js'
import { schema } from './schema.js'
import { writtenTime } from './times.js'
import { betweenLongs, doubles, keywords, longs, plainValues, words } from './values.js'

const boundNames = ['gt', 'gte', 'lt', 'lte'] as const

function asked(type: FieldType): fc.Arbitrary<Json> {
  switch (type) {
    case 'keyword':
      return fc.oneof(fc.constantFrom('a', 'ab', 'checkout', '😀', 'é', ''), fc.constantFrom(...keywords))
    case 'text':
      return fc.oneof(fc.constantFrom(...words), someWords)
    case 'long':
      return fc.constantFrom(...longs, -0)
    case 'double':
      return fc.constantFrom(...doubles, ...longs, -0)
    case 'boolean':
      return fc.boolean()
    case 'date':
      return writtenTime
  }
}

const prefix: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...keywords), fc.nat(9000))
  .map(([keyword, end]) => [...keyword].slice(0, end).join(''))

/** Values of which several are asked for: often very many of them. */
function values(type: FieldType): fc.Arbitrary<Json> {
  const many = fc
    .constantFrom(255, 256)
    .chain((length) => fc.array(asked(type), { minLength: length, maxLength: length }))
  return fc.oneof({ weight: 9, arbitrary: fc.array(asked(type), { maxLength: 5 }) }, { weight: 1, arbitrary: many })
}

function operatorsOf(type: FieldType): fc.Arbitrary<Json> {
  const operators: Record<string, fc.Arbitrary<Json>> = { in: values(type), exists: fc.boolean() }
  if (type === 'keyword') operators['prefix'] = prefix
  if (type === 'text') operators['match'] = fc.oneof(fc.constantFrom(...words), someWords)
  const one = fc
    .constantFrom(...Object.keys(operators))
    .chain((name) => on(name, operators[name] as fc.Arbitrary<Json>))
  if (type !== 'long' && type !== 'double' && type !== 'date') return one
  const bound = type === 'long' ? fc.oneof(asked(type), fc.constantFrom(...betweenLongs)) : asked(type)
  const low = fc.constantFrom('gt', 'gte').chain((name) => on(name, bound))
  const high = fc.constantFrom('lt', 'lte').chain((name) => on(name, bound))
  const both = fc.tuple(low, high).map(([a, b]) => ({ ...a, ...b }))
  const all = fc.record({ gt: bound, gte: bound, lt: bound, lte: bound })
  return fc.oneof(one, low, high, both, both, all)
}

function on(name: string, value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return value.map((given) => Object.fromEntries([[name, given]]))
}

const leaf: fc.Arbitrary<JsonObject> = fc
  .constantFrom(...schema.fields)
  .chain(([name, type]) => on(name, fc.oneof(asked(type), operatorsOf(type), operatorsOf(type))))

const { where } = fc.letrec<{ where: JsonObject }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: leaf.map((not) => ({ not })) },
    { weight: 1, arbitrary: fc.tuple(leaf, leaf).map(([a, b]) => ({ ...a, ...b })) },
    { weight: 1, arbitrary: fc.array(tie('where'), { maxLength: 3 }).map((and) => ({ and })) },
    { weight: 3, arbitrary: fc.array(tie('where'), { maxLength: 4 }).map((or) => ({ or })) },
    { weight: 1, arbitrary: tie('where').map((not) => ({ not })) },
  ),
}))

/** As deep as it may be. */
const deep: fc.Arbitrary<JsonObject> = fc
  .tuple(leaf, fc.array(fc.tuple(fc.constantFrom('and', 'or', 'not'), leaf), { minLength: 8, maxLength: 8 }))
  .map(([inner, around]) =>
    around.reduce<JsonObject>((of, [word, beside]) => {
      return word === 'not' ? { not: of } : word === 'and' ? { and: [of, { not: beside }] } : { or: [of, beside] }
    }, inner),
  )

export const anyWhere: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 7, arbitrary: where },
  { weight: 1, arbitrary: deep },
)

/** Each edge with each operator, so that none is left to chance. */
export const chosenWheres: readonly JsonObject[] = [
  {},
  { or: [] },
  ...[...schema.fields.keys()].flatMap((field) => [{ [field]: { exists: true } }, { [field]: { exists: false } }]),
  ...keywords.flatMap((keyword) => [{ boost: keyword }, { boost: { prefix: keyword } }]),
  ...bounded('status', [...longs, ...betweenLongs]),
  ...bounded('ratio', doubles),
  ...bounded('seen', plainValues('date')),
  ...longs.map((status) => ({ status })),
  ...doubles.map((ratio) => ({ ratio })),
  ...plainValues('date').map((seen) => ({ seen })),
  ...words.flatMap((word) => [{ message: word }, { message: { match: word } }]),
]

/** What can't be made equal: half pairs are U+FFFD in an index, and a search has 1,024 clauses. */
export const unequal: readonly JsonObject[] = [
  ...['\ud83d', 'a\udc00'].flatMap((half) => [
    { boost: half },
    { boost: { prefix: half } },
    { boost: { in: ['a', half] } },
  ]),
  { or: [0, 1, 2, 3, 4].map((n) => ({ seen: { in: Array.from({ length: 256 }, (_, i) => (n * 256 + i) * 1000) } })) },
]

function bounded(field: string, of: readonly Json[]): JsonObject[] {
  return of.flatMap((value) => boundNames.map((name) => ({ [field]: { [name]: value } })))
}
