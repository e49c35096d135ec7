import * as z from 'zod'
import { isObject, type JsonObject } from '../../../domain/json.js'
import type { Identity } from '../../../domain/rights/identity.js'

/** Scalars only: API Gateway carries nothing else from an authorizer to a route. */
export interface AuthorizerContext {
  readonly subject: string
  /** A JSON object. */
  readonly claims: string
  /** Epoch milliseconds; absent where the credential has no end. */
  readonly expiresAt?: number
}

/** An identity as it travels to `$connect`. */
export function contextOf({ claims, expiresAt, subject }: Identity): AuthorizerContext {
  return { subject, claims: JSON.stringify(claims), ...(Number.isFinite(expiresAt) ? { expiresAt } : {}) }
}

/** API Gateway hands every value on as a string. */
const shape = z.object({
  subject: z.string().min(1),
  claims: z.string().transform((text, context): JsonObject => {
    try {
      const claims: unknown = JSON.parse(text)
      if (isObject(claims)) return claims
    } catch {}
    context.addIssue({ code: 'custom', message: 'not a JSON object' })
    return z.NEVER
  }),
  expiresAt: z.coerce.number().int().optional(),
})

/** Whom an authorizer let in. Undefined where none did. */
export function identityOf(context: unknown): Identity | undefined {
  const parsed = shape.safeParse(context)
  if (!parsed.success) return undefined
  const { claims, expiresAt = Infinity, subject } = parsed.data
  return { subject, claims, expiresAt, scopes: ['read'] }
}
