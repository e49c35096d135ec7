import { isObject, type Json, type JsonObject } from '../json.js'
import { printTerms } from '../text/printTerms.js'
import type { Where } from './where.js'

/** The JSON form of a condition, as sent. Reading it gives the same condition, within the limits that it was read by. */
export function whereToJson(where: Where): JsonObject {
  switch (where.op) {
    case 'all':
      return {}
    case 'none':
      return { or: [] }
    case 'and':
      return beside(where.of.map(whereToJson))
    case 'or':
      return { or: where.of.map(whereToJson) }
    case 'not':
      return where.of.op === 'exists' ? on(where.of.field, { exists: false }) : { not: whereToJson(where.of) }
    case 'in':
      return on(where.field, where.values.length === 1 ? (where.values[0] as Json) : { in: where.values })
    case 'range': {
      const { op, field, ...bounds } = where
      return on(field, bounds)
    }
    case 'prefix':
      return on(where.field, { prefix: where.value })
    case 'exists':
      return on(where.field, { exists: true })
    case 'match':
      return on(where.field, { match: printTerms(where.terms) })
  }
}

/** fromEntries makes own properties, whatever the name. */
function on(field: string, condition: Json): JsonObject {
  return Object.fromEntries([[field, condition]])
}

/**
 * Conditions of an `and`, each with one key, as keys of one object; what finds its key taken goes under `and`. So the
 * print is never deeper than what was read: the deepest of several `or` or `not` keeps the key.
 */
function beside(branches: readonly JsonObject[]): JsonObject {
  const keys = new Map<string, Json>()
  const rest: JsonObject[] = []
  const sorted = branches.map((branch) => [branch, depthOf(branch)] as const).sort(([, a], [, b]) => b - a)
  for (const [branch] of sorted) {
    const [key, condition] = Object.entries(branch)[0] as [string, Json]
    const taken = keys.get(key)
    if (taken === undefined) keys.set(key, condition)
    else if (isLogic(key) || sharesOperator(taken, condition)) rest.push(branch)
    else keys.set(key, { ...operators(taken), ...operators(condition) })
  }
  const ordered = [...keys].sort(([a], [b]) => Number(isLogic(a)) - Number(isLogic(b)))
  return Object.fromEntries(rest.length === 0 ? ordered : [...ordered, ['and', rest]])
}

function isLogic(key: string): boolean {
  return key === 'and' || key === 'or' || key === 'not'
}

function operators(condition: Json): JsonObject {
  return isObject(condition) ? condition : { in: [condition] }
}

/** Bounds count as one operator: two ranges may be met by two values of a field, one range may not. */
function sharesOperator(a: Json, b: Json): boolean {
  const families = new Set(Object.keys(operators(a)).map(familyOf))
  return Object.keys(operators(b)).some((operator) => families.has(familyOf(operator)))
}

function familyOf(operator: string): string {
  return /^[gl]te?$/.test(operator) ? 'range' : operator
}

/** How deep `and`, `or` and `not` are nested in it. */
function depthOf(json: Json): number {
  if (!isObject(json)) return 0
  let depth = 0
  for (const [key, value] of Object.entries(json)) {
    if (!isLogic(key)) continue
    const inner = Array.isArray(value) ? value.map(depthOf) : [depthOf(value)]
    depth = Math.max(depth, 1 + Math.max(0, ...inner))
  }
  return depth
}
