import { ok, type Result, refuse } from '../../domain/refusal.js'
import type { Identity, Scope } from '../../domain/rights/identity.js'
import type { Authenticator, Credential } from '../../ports/authenticator.js'

/** Of an HTTP request, by names in lower case. */
interface Headers {
  readonly authorization?: string | undefined
  readonly 'x-api-key'?: string | string[] | undefined
}

/** What a program shows in its headers. An Authorization of another kind is no credential here. */
export function credentialOf(headers: Headers): Credential | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return { kind: 'bearer', token: bearer }
  const key = headers['x-api-key']
  return typeof key === 'string' && key !== '' ? { kind: 'key', key } : undefined
}

/** Who it is, if they may do what `scope` says. `admin` may do everything. */
export async function authorized(
  authenticator: Authenticator,
  credential: Credential | undefined,
  scope: Scope,
): Promise<Result<Identity>> {
  const identity = await authenticator.verify(credential)
  if ('refused' in identity) return { ok: false, refusal: identity.refused }
  if (identity.scopes.includes(scope) || identity.scopes.includes('admin')) return ok(identity)
  return refuse('forbidden', `this credential does not have the scope ${scope}`)
}
