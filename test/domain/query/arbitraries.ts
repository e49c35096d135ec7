import fc from 'fast-check'
import type { Hit } from '../../../src/domain/document/hit.js'
import type { FieldType, Schema } from '../../../src/domain/fields.js'
import type { Json, JsonObject } from '../../../src/domain/json.js'

/** Names that plain objects trip over, and names that paths and filter lines have to quote. */
export const hostileSchema: Schema = {
  fields: new Map<string, FieldType>([
    ['@timestamp', 'date'],
    ['service', 'keyword'],
    ['team', 'keyword'],
    ['__proto__', 'keyword'],
    ['constructor', 'long'],
    ['geo.city', 'keyword'],
    ['odd "name"', 'keyword'],
    ['status', 'long'],
    ['ratio', 'double'],
    ['ok', 'boolean'],
    ['seen', 'date'],
    ['message', 'text'],
    ['note', 'text'],
  ]),
  routable: ['service', 'team', '__proto__'],
}

// Few values, so that queries and documents meet; each of them has been somebody's bug.
const strings = [
  '',
  'a',
  'ab',
  'abc',
  'checkout',
  'a:b',
  'a/b',
  '$x',
  'x y',
  '*',
  'a*',
  '"',
  '\\',
  'é',
  '日本',
  '😀',
  '\ufffd',
  '__proto__',
  'null',
  'OR',
  '-a',
  '(a)',
  '[1 TO 2]',
  '500',
  'true',
  ' ',
  'a\nb',
  'x'.repeat(8191),
  'x'.repeat(8192),
]
const longs = [0, -0, 1, -1, 200, 404, 500, 503, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
const doubles = [...longs, 0.5, 1.5, 1e308, -1e308, 5e-324, 1e21, 1e-7]
const times = [
  '2026-11-24T09:30:00.000Z',
  '2026-11-24T09:30:00.001Z',
  '1970-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
]
const texts = [
  'timeout upstream',
  'Timeout',
  "don't",
  '1.5 a:b',
  '日本語',
  '👩‍👩‍👧 ok',
  'İSTANBUL ΣΑΣ',
  'Ⓜ\u200d😀',
  '\u200dⓂ',
  '',
  '--',
  'x'.repeat(9000),
]

function pick<T>(of: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...of)
}

function scalar(type: FieldType): fc.Arbitrary<Json> {
  switch (type) {
    case 'keyword':
      return fc.oneof({ weight: 6, arbitrary: pick(strings) }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) })
    case 'text':
      return fc.oneof({ weight: 6, arbitrary: pick(texts) }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) })
    case 'long':
      return pick(longs)
    case 'double':
      return pick(doubles)
    case 'boolean':
      return fc.boolean()
    case 'date':
      return pick(times)
  }
}

/** How a client may write a time: it is one instant all the same. */
function writtenTime(): fc.Arbitrary<Json> {
  return fc.oneof(
    pick(times),
    pick(times).map((time) => Date.parse(time)),
    pick(['2026-11-24T10:30:00+01:00', '2026-11-24T09:30:00.0009Z', '2026-11-24T09:30Z']),
  )
}

function written(type: FieldType): fc.Arbitrary<Json> {
  return type === 'date' ? writtenTime() : scalar(type)
}

export function documents(schema: Schema = hostileSchema): fc.Arbitrary<Hit> {
  const entries = [...schema.fields].map(([name, type]) =>
    fc
      .oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 6, arbitrary: scalar(type) },
        { weight: 3, arbitrary: fc.array(fc.option(scalar(type)), { maxLength: 3 }) },
        { weight: 1, arbitrary: fc.constant(null) },
      )
      .map((value) => [name, value] as const),
  )
  return fc.tuple(...entries).map((given) => {
    const fields = given.filter(([, value]) => value !== undefined)
    const own = {
      eventId: 'e',
      version: 1,
      '@timestamp': '2026-11-24T09:30:00.000Z',
      ingestedAt: '2026-11-24T09:30:01.000Z',
    }
    return Object.fromEntries([...Object.entries(own), ...fields]) as Hit
  })
}

function condition(name: string, type: FieldType): fc.Arbitrary<JsonObject> {
  const operators: Record<string, fc.Arbitrary<Json>> = {
    in: fc.array(written(type), { maxLength: 4 }),
    exists: fc.boolean(),
  }
  if (type === 'long' || type === 'double' || type === 'date') {
    const bound = type === 'long' ? fc.oneof(written(type), pick([1.5, -0.5, 499.999])) : written(type)
    for (const operator of ['gt', 'gte', 'lt', 'lte']) operators[operator] = bound
  }
  if (type === 'keyword') operators['prefix'] = scalar(type)
  if (type === 'text') operators['match'] = scalar(type)
  const some = fc.record(operators, { requiredKeys: [] }).filter((given) => Object.keys(given).length > 0)
  return fc.oneof(written(type), some).map((value) => Object.fromEntries([[name, value as Json]]))
}

/** Conditions as a client may write them, all of them within the limits. */
export function conditions(schema: Schema = hostileSchema): fc.Arbitrary<JsonObject> {
  const leaf = fc.oneof(...[...schema.fields].map(([name, type]) => condition(name, type)))
  const { where } = fc.letrec<{ where: JsonObject }>((tie) => ({
    where: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.constant({}),
      fc
        .array(leaf, { maxLength: 3 })
        .map((parts) => Object.fromEntries(parts.flatMap((part) => Object.entries(part)))),
      fc.tuple(leaf, tie('where')).map(([a, b]) => Object.fromEntries([...Object.entries(b), ...Object.entries(a)])),
      fc.array(tie('where'), { maxLength: 3 }).map((of) => ({ and: of })),
      fc.array(tie('where'), { maxLength: 3 }).map((of) => ({ or: of })),
      tie('where').map((of) => ({ not: of })),
    ),
  }))
  return where.filter((json) => nodesOf(json) <= 40)
}

function nodesOf(json: Json): number {
  if (typeof json !== 'object' || json === null) return 1
  return 1 + Object.values(json).reduce((sum: number, inner) => sum + nodesOf(inner as Json), 0)
}

/** The same condition in other words: each way that the canonical form promises to see through. */
export function reworded(json: JsonObject): fc.Arbitrary<JsonObject> {
  return fc.infiniteStream(fc.nat(11)).map((choices) => {
    const next = (): number => choices.next().value as number
    return reword(json, next, 3)
  })
}

function reword(json: JsonObject, next: () => number, wraps: number): JsonObject {
  let entries = Object.entries(json).map(([key, value]) => [key, rewordValue(key, value as Json, next, wraps)] as const)
  if (next() % 2 === 0) entries = entries.reverse()
  const same = Object.fromEntries(entries) as JsonObject
  if (wraps === 0) return same
  switch (next()) {
    case 0:
      return { and: [same] }
    case 1:
      return { or: [same] }
    case 2:
      return { not: { not: same } }
    case 3:
      return { and: [same, {}] }
    case 4:
      return { or: [{ or: [] }, same] }
    case 5:
      return { and: [same, same] }
    case 6:
      return { or: [same, same] }
    case 7:
      return { and: entries.map(([key, value]) => Object.fromEntries([[key, value]])) }
    case 8:
      return { and: [{ and: [] }, { and: [same] }] }
    default:
      return same
  }
}

function rewordValue(key: string, value: Json, next: () => number, wraps: number): Json {
  if (key === 'not') return reword(value as JsonObject, next, wraps - 1)
  if (key === 'and' || key === 'or') {
    const branches = (value as JsonObject[]).map((branch) => reword(branch, next, wraps - 1))
    return next() % 2 === 0 ? [...branches].reverse() : [...branches, ...branches.slice(0, 1)]
  }
  if (typeof value !== 'object' || value === null) return next() % 2 === 0 ? { in: [value] } : value
  const operators = value as JsonObject
  const list = Object.hasOwn(operators, 'in') ? (operators['in'] as readonly Json[]) : undefined
  const entries = Object.entries(operators).map(([operator, given]) =>
    operator === 'in' && list !== undefined ? ['in', [...list, ...list.slice(0, 1)].reverse()] : [operator, given],
  )
  return Object.fromEntries(next() % 2 === 0 ? entries.reverse() : entries) as Json
}
