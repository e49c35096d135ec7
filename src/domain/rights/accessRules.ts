import type { FieldType, Schema } from '../fields.js'
import { isObject, type Json, type JsonObject, own, sameJson, withinDepth } from '../json.js'
import { allOf, anyOf } from '../query/combine.js'
import { parseWhere } from '../query/parse.js'
import type { Where } from '../query/where.js'
import { ok, type Result, refuse } from '../refusal.js'
import { substitute } from './claimValues.js'
import type { Claims } from './identity.js'

/**
 * One rule of the configuration: whom it is for, and what it lets them see. In `allow`, `{"claim": "teams"}` stands for
 * the holder's own claim: `{"team": {"in": {"claim": "teams"}}}`.
 */
export interface AccessRule {
  /** Claims that must equal the value, or hold it where they are lists; a list of values: any of them. None: everyone. */
  readonly when?: JsonObject
  /** A `where`. `{}` admits to everything. */
  readonly allow: Json
}

/** Rules that were checked against a schema. */
export interface AccessRules {
  readonly schema: Schema
  readonly rules: readonly AccessRule[]
}

/** Checks rules when they are configured, so that no viewer is the first to find a typing error. */
export function accessRules(rules: readonly AccessRule[], schema: Schema): Result<AccessRules> {
  for (const [i, rule] of rules.entries()) {
    const path = `access[${i}].allow`
    if (!isObject(rule.allow) || !withinDepth(rule.allow, 32)) return refuse('bad_config', 'must be a where', path)
    const filled = substitute(rule.allow, (_, field) => sampleOf[schema.fields.get(field) ?? 'keyword'], path)
    if (!filled.ok) return filled
    const parsed = parseWhere(filled.value, schema, path)
    if (!parsed.ok) return refuse('bad_config', parsed.refusal.message, parsed.refusal.path)
  }
  return ok({ schema, rules })
}

/** A value of each type, to check a rule's shape before anyone's claims are known. */
const sampleOf: Readonly<Record<FieldType, Json>> = {
  keyword: 'x',
  text: 'x',
  long: 1,
  double: 1,
  boolean: true,
  date: '2026-01-01T00:00:00.000Z',
}

/** What the holder of these claims may see: what any rule that is for them allows. No rule: nothing. */
export function constraintOf({ schema, rules }: AccessRules, claims: Claims): Where {
  const allowed: Where[] = []
  for (const rule of rules) {
    if (!appliesTo(rule, claims)) continue
    const filled = substitute(rule.allow, (name) => own(claims, name), 'allow')
    // A claim that is missing or of the wrong type makes the rule admit nothing, never more.
    if (!filled.ok || filled.value === undefined) continue
    const parsed = parseWhere(filled.value, schema, 'allow')
    if (parsed.ok) allowed.push(parsed.value)
  }
  return anyOf(...allowed)
}

/** Rights are ANDed to what is asked: they are part of the query. */
export function restrict(asked: Where, constraint: Where): Where {
  return allOf(asked, constraint)
}

function appliesTo(rule: AccessRule, claims: Claims): boolean {
  return Object.entries(rule.when ?? {}).every(([name, wanted]) => {
    const claim = own(claims, name)
    if (claim === undefined) return false
    const held: readonly Json[] = Array.isArray(claim) ? claim : [claim]
    const any: readonly Json[] = Array.isArray(wanted) ? wanted : [wanted]
    return any.some((value) => held.some((one) => sameJson(one, value)))
  })
}
