import type * as z from 'zod'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import { accessRules } from '../../../domain/rights/accessRules.js'
import { schemaOfFields } from '../../config/schemaOfFields.js'
import { type LambdaRules, lambdaSettings } from '../../wiring/lambdaRules.js'
import type { rules } from './variables.js'

type Given = z.output<z.ZodObject<typeof rules>>

/** What is declared and who sees what, checked against each other. No `access`: nobody sees anything. */
export function rulesOf(given: Given): Result<LambdaRules> {
  const schema = schemaOfFields(given.fields, given.routable)
  if (!schema.ok) return refuse('bad_config', `${schema.refusal.path ?? 'fields'}: ${schema.refusal.message}`)
  const access = accessRules(given.access, schema.value)
  if (!access.ok) return refuse('bad_config', `${access.refusal.path ?? 'access'}: ${access.refusal.message}`)
  return ok({ schema: schema.value, access: access.value, settings: lambdaSettings(given) })
}
