import { isObject, type Json, type JsonObject, own } from '../json.js'
import { ok, type Result, refuse } from '../refusal.js'

/** Gives the value of a claim for a field; undefined where the holder has none that can serve. */
export type Resolve = (claim: string, field: string) => Json | undefined

/**
 * Puts claims into the places of `{"claim": "<name>"}` in a rule's `where`: the value of an equality, or of `in`. Nowhere
 * else: under `prefix` an empty claim would admit everything, under `not` a claim without values would.
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
    const direct = claimIn(value)
    const listed = isObject(value) ? claimIn(own(value, 'in')) : undefined
    const name = direct ?? listed
    if (name === undefined) {
      return mentionsClaim(value)
        ? refuse('bad_config', 'a claim can stand for a value or for `in` only', at)
        : ok(value)
    }
    if (negated) return refuse('bad_config', 'a claim cannot stand under `not`', at)
    const claim = resolve(name, field)
    const values = Array.isArray(claim) ? (claim as readonly Json[]) : [claim as Json]
    if (claim === undefined || !values.every(isScalar)) {
      missing = true
      return ok({ in: [] })
    }
    return ok(direct === undefined ? { ...(value as JsonObject), in: values } : { in: values })
  }
  const filled = walk(where, path, false)
  if (!filled.ok) return filled
  return ok(missing ? undefined : filled.value)
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
