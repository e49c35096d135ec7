import { isObject, type Json, type JsonObject, own } from '../json.js'
import { ok, type Result, refuse } from '../refusal.js'

/** Gives the value of a claim for a field; undefined where the holder has none that can serve. */
export type Resolve = (claim: string, field: string) => Json | undefined

/**
 * Puts claims into the places of `{"claim": "<name>"}` in a rule's `where`: the value of an equality, of `in`, or a bound.
 * Nowhere else: under `prefix` an empty claim would admit everything, under `not` a claim without values would.
 * Ok with undefined: a claim is missing, so the rule admits nothing.
 */
export function substitute(where: Json, resolve: Resolve, path: string): Result<Json | undefined> {
  let missing = false
  const walk = (node: Json, at: string, negated: boolean): Result<Json> => {
    if (!isObject(node)) return ok(node)
    const out: [string, Json][] = []
    for (const [key, value] of Object.entries(node)) {
      const here = `${at}.${key}`
      let inner: Result<Json>
      if (key === 'and' || key === 'or') inner = list(value, here, negated)
      else if (key === 'not') inner = walk(value, here, true)
      else inner = condition(key, value, here, negated)
      if (!inner.ok) return inner
      out.push([key, inner.value])
    }
    return ok(Object.fromEntries(out))
  }
  const list = (value: Json, at: string, negated: boolean): Result<Json> => {
    if (!Array.isArray(value)) return ok(value)
    const out: Json[] = []
    for (const [i, item] of (value as readonly Json[]).entries()) {
      const inner = walk(item, `${at}[${i}]`, negated)
      if (!inner.ok) return inner
      out.push(inner.value)
    }
    return ok(out)
  }
  const condition = (field: string, value: Json, at: string, negated: boolean): Result<Json> => {
    const asked = claimIn(value) === undefined ? value : { in: value }
    if (!mentionsClaim(asked)) return ok(value)
    if (negated) return refuse('bad_config', 'a claim cannot stand under `not`', at)
    const out: [string, Json][] = []
    for (const [operator, operand] of Object.entries(asked as JsonObject)) {
      const name = claimIn(operand)
      if (name === undefined ? mentionsClaim(operand) : !places.includes(operator)) {
        return refuse('bad_config', 'a claim can stand for a value, for `in`, or for a bound only', at)
      }
      const claim = name === undefined ? operand : operandOf(operator, resolve(name, field))
      if (claim === undefined) missing = true
      else out.push([operator, claim])
    }
    return ok(Object.fromEntries(out))
  }
  const filled = walk(where, path, false)
  if (!filled.ok) return filled
  return ok(missing ? undefined : filled.value)
}

/** Operators whose operand a claim may be. */
const places: readonly string[] = ['in', 'gt', 'gte', 'lt', 'lte']

/** `in` takes a claim that is one value, or a list; a bound takes one value. Undefined where it can't serve. */
function operandOf(operator: string, claim: Json | undefined): Json | undefined {
  if (claim === undefined) return undefined
  if (operator !== 'in') return isScalar(claim) ? claim : undefined
  const values = Array.isArray(claim) ? (claim as readonly Json[]) : [claim]
  return values.every(isScalar) ? values : undefined
}

function isScalar(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function claimIn(value: Json | undefined): string | undefined {
  if (value === undefined || !isObject(value) || Object.keys(value).length !== 1) return undefined
  const name = own(value, 'claim')
  return typeof name === 'string' ? name : undefined
}

function mentionsClaim(value: Json): boolean {
  if (!isObject(value)) return false
  return Object.hasOwn(value, 'claim') || Object.values(value).some(mentionsClaim)
}
