import type { Schema } from '../fields.js'
import { isObject, type Json, own } from '../json.js'
import { ok, type Result } from '../refusal.js'
import { badQuery, type Place, spend } from './budget.js'
import { allOf, anyOf, negate } from './combine.js'
import { parseField } from './parseField.js'
import { pathTo, pathToItem, shorten } from './path.js'
import { type Where, whereLimits } from './where.js'

/**
 * Reads the JSON form of a condition (PROTOCOL, section 3) into canonical form. Never throws, whatever the input;
 * refusals are `bad_query` with the path of the fault, such as `where.and[1].status.gte`.
 *
 * Limits are looked at before each step down: `and`, `or` and `not` are nested at most 8 deep; at most 64 nodes, which
 * are each `and`, `or` and `not`, each operator on a field (an equality is one), and each `{}`; at most 256 values in
 * an `in`, and 256 terms of `match` and equal dates together. Keys beside each other are ANDed and cost nothing.
 */
export function parseWhere(json: unknown, schema: Schema, path = 'where'): Result<Where> {
  return parseObject(json, { schema, path, depth: 0, budget: { nodes: whereLimits.nodes, terms: whereLimits.terms } })
}

function parseObject(json: unknown, place: Place): Result<Where> {
  if (!isObject(json)) return badQuery(place.path, 'a condition must be an object')
  const keys = Object.keys(json)
  if (keys.length === 0) {
    const spent = spend(place)
    return spent ?? ok({ op: 'all' })
  }
  const parts: Where[] = []
  for (const key of keys) {
    const part = parseKey(key, own(json, key) as Json, { ...place, path: pathTo(place.path, key) })
    if (!part.ok) return part
    parts.push(part.value)
  }
  return ok(allOf(...parts))
}

function parseKey(key: string, value: Json, place: Place): Result<Where> {
  if (key === 'and' || key === 'or' || key === 'not') return parseLogic(key, value, place)
  const type = place.schema.fields.get(key)
  if (type === undefined) return badQuery(place.path, `no searchable field is called ${JSON.stringify(shorten(key))}`)
  return parseField(key, type, value, place)
}

function parseLogic(key: 'and' | 'or' | 'not', value: Json, place: Place): Result<Where> {
  const spent = spend(place)
  if (spent !== undefined) return spent
  if (place.depth >= whereLimits.depth) {
    return badQuery(place.path, `and, or and not may be nested ${whereLimits.depth} deep`)
  }
  const inner = { ...place, depth: place.depth + 1 }
  if (key === 'not') {
    const condition = parseObject(value, inner)
    return condition.ok ? ok(negate(condition.value)) : condition
  }
  if (!Array.isArray(value)) return badQuery(place.path, `${key} must be an array of conditions`)
  const branches: Where[] = []
  for (let i = 0; i < value.length; i++) {
    const branch = parseObject(value[i], { ...inner, path: pathToItem(place.path, i) })
    if (!branch.ok) return branch
    branches.push(branch.value)
  }
  return ok(key === 'and' ? allOf(...branches) : anyOf(...branches))
}
