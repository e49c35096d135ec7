import type { FieldType } from '../fields.js'
import { isObject, type Json, own } from '../json.js'
import { ok, type Result } from '../refusal.js'
import { analyze } from '../text/analyze.js'
import { badQuery, type Place, spend, spendTerms } from './budget.js'
import { allOf, negate } from './combine.js'
import { type Bounds, between, everyTerm, oneOf } from './conditions.js'
import { pathTo, pathToItem, shorten } from './path.js'
import { parseScalar } from './scalar.js'
import { type Scalar, type Where, whereLimits } from './where.js'

const boundNames = ['gt', 'gte', 'lt', 'lte'] as const
type BoundName = (typeof boundNames)[number]

/** Which types each operator fits; equality, `in` and `exists` fit all. */
const fits: ReadonlyMap<string, readonly FieldType[]> = new Map<string, readonly FieldType[]>([
  ...boundNames.map((name) => [name, ['long', 'double', 'date']] as const),
  ['prefix', ['keyword']],
  ['match', ['text']],
])

/** What is asked of one field: a bare value (equality), or an object of operators, which are ANDed. */
export function parseField(field: string, type: FieldType, json: Json, place: Place): Result<Where> {
  if (!isObject(json)) {
    const spent = spend(place)
    if (spent !== undefined) return spent
    const value = parseScalar(json, type, 'value', place.path)
    return value.ok ? equalTo(field, type, [value.value], place) : value
  }
  const parts: Where[] = []
  let bounds: Bounds | undefined
  for (const operator of Object.keys(json)) {
    const at = { ...place, path: pathTo(place.path, operator) }
    const spent = spend(at) ?? misfit(operator, field, type, at)
    if (spent !== undefined) return spent
    const value = own(json, operator) as Json
    if (isBound(operator)) {
      const bound = parseScalar(value, type, 'bound', at.path)
      if (!bound.ok) return bound
      bounds = { ...bounds, [operator]: bound.value }
      continue
    }
    const part = parseOperator(operator, field, type, value, at)
    if (!part.ok) return part
    parts.push(part.value)
  }
  if (bounds !== undefined) parts.push(between(field, bounds))
  // An empty object would be ANDed to nothing at all, and so admit everything: that is nobody's wish.
  if (parts.length === 0) return badQuery(place.path, 'an operator is missing, such as "in" or "exists"')
  return ok(allOf(...parts))
}

function isBound(operator: string): operator is BoundName {
  return (boundNames as readonly string[]).includes(operator)
}

function misfit(operator: string, field: string, type: FieldType, place: Place): Result<never> | undefined {
  if (operator === 'in' || operator === 'exists') return undefined
  const types = fits.get(operator)
  if (types === undefined) return badQuery(place.path, `no operator is called ${JSON.stringify(shorten(operator))}`)
  return types.includes(type) ? undefined : badQuery(place.path, `${operator} does not fit ${field}, a ${type}`)
}

function parseOperator(operator: string, field: string, type: FieldType, json: Json, place: Place): Result<Where> {
  switch (operator) {
    case 'in':
      return parseIn(field, type, json, place)
    case 'exists': {
      if (typeof json !== 'boolean') return badQuery(place.path, 'exists must be true or false')
      const there: Where = { op: 'exists', field }
      return ok(json ? there : negate(there))
    }
    case 'prefix': {
      const value = parseScalar(json, 'keyword', 'value', place.path)
      return value.ok ? ok({ op: 'prefix', field, value: value.value as string }) : value
    }
    default:
      return parseMatch(field, json, place)
  }
}

function parseIn(field: string, type: FieldType, json: Json, place: Place): Result<Where> {
  if (!Array.isArray(json)) return badQuery(place.path, 'in must be an array of values')
  const given = json as readonly Json[]
  if (given.length > whereLimits.values) return badQuery(place.path, `in may have ${whereLimits.values} values`)
  const values: Scalar[] = []
  for (let i = 0; i < given.length; i++) {
    const value = parseScalar(given[i], type, 'value', pathToItem(place.path, i))
    if (!value.ok) return value
    values.push(value.value)
  }
  return equalTo(field, type, values, place)
}

/** Of a date OpenSearch makes a clause of each value; of other types one for all. */
function equalTo(field: string, type: FieldType, values: readonly Scalar[], place: Place): Result<Where> {
  const spent = type === 'date' ? spendTerms(place, values.length) : undefined
  return spent ?? ok(oneOf(field, values))
}

function parseMatch(field: string, json: Json, place: Place): Result<Where> {
  if (typeof json !== 'string') return badQuery(place.path, 'match must be a string of words')
  const terms = new Set(analyze(json))
  return spendTerms(place, terms.size) ?? ok(everyTerm(field, [...terms]))
}
