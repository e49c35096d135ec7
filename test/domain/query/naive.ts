import type { Hit } from '../../../src/domain/document/hit.js'
import type { Schema } from '../../../src/domain/fields.js'
import type { Json, JsonObject } from '../../../src/domain/json.js'
import { analyze } from '../../../src/domain/text/analyze.js'

/** Says whether a document matches, straight from the JSON of the condition and the words of PROTOCOL, section 3. */
export function matchesNaively(json: JsonObject, hit: Hit, schema: Schema): boolean {
  return Object.entries(json).every(([key, given]) => {
    if (key === 'and') return (given as JsonObject[]).every((inner) => matchesNaively(inner, hit, schema))
    if (key === 'or') return (given as JsonObject[]).some((inner) => matchesNaively(inner, hit, schema))
    if (key === 'not') return !matchesNaively(given as JsonObject, hit, schema)
    return fieldMatches(key, given as Json, hit, schema)
  })
}

function fieldMatches(field: string, given: Json, hit: Hit, schema: Schema): boolean {
  const type = schema.fields.get(field)
  const there = Object.hasOwn(hit, field) ? (hit[field] as Json) : null
  const all = (Array.isArray(there) ? (there as Json[]) : [there]).filter((value) => value !== null)
  const short = all.filter((value) => typeof value !== 'string' || value.length < 8192)
  const operators = typeof given === 'object' && given !== null ? (given as JsonObject) : { in: [given] }
  const number = (value: Json): number => (type === 'date' ? Math.floor(+new Date(value as string)) : Number(value))
  const same = (a: Json, b: Json): boolean =>
    typeof a === 'string' && type !== 'date' ? a === b : number(a) === number(b)
  const bounds = Object.entries(operators).filter(([name]) => ['gt', 'gte', 'lt', 'lte'].includes(name))
  const inBounds = short.some((value) =>
    bounds.every(([name, bound]) => {
      const [a, b] = [number(value), number(bound as Json)]
      return name === 'gt' ? a > b : name === 'gte' ? a >= b : name === 'lt' ? a < b : a <= b
    }),
  )
  return Object.entries(operators).every(([name, operand]) => {
    switch (name) {
      case 'in':
        return short.some((value) => (operand as Json[]).some((wanted) => same(value, wanted)))
      case 'exists':
        return (type === 'text' ? all : short).length > 0 === operand
      case 'prefix':
        return short.some((value) => (value as string).slice(0, (operand as string).length) === operand)
      case 'match': {
        const terms = all.flatMap((value) => analyze(value as string))
        const wanted = analyze(operand as string)
        return wanted.length > 0 && wanted.every((term) => terms.includes(term))
      }
      default:
        return inBounds
    }
  })
}
