import * as z from 'zod'
import { ok, type Result, refuse } from '../../domain/refusal.js'
import type { Config } from './config.js'
import { secureUrl } from './oidc.js'

const patienceMs = 10_000
const mostBytes = 2 ** 18

/** What is needed of OpenID Connect Discovery 1.0. */
const secure = z.string().refine((text) => secureUrl(text) !== undefined, 'is no https URL')
const discovered = z.object({
  issuer: z.string(),
  authorization_endpoint: secure,
  token_endpoint: secure,
  jwks_uri: secure,
  revocation_endpoint: secure.optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
})

/**
 * The configuration with what its OpenID Connect issuer tells: the keys and the name that tokens are verified by, unless they
 * are set, and the origins that the page has to reach. Without an issuer it is the same one.
 */
export async function atIssuer(config: Config, load: typeof fetch = fetch): Promise<Result<Config>> {
  const { oidc, jwt, audience } = config
  if (oidc === undefined || audience === undefined) return ok(config)
  const read = await readDiscovery(`${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, load)
  if (!read.ok) return read
  const parsed = discovered.safeParse(read.value)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' }
    return wrong(`in its discovery document ${path.join('.') || 'all'} is not as it should be (${message})`)
  }
  const { issuer, jwks_uri: jwks, code_challenge_methods_supported: methods } = parsed.data
  // Who answers at this address speaks for another one: tokens would name that.
  if (!URL.canParse(issuer) || new URL(issuer).href !== new URL(oidc.issuer).href) {
    return wrong('its discovery document is of another issuer')
  }
  if (methods !== undefined && !methods.includes('S256')) return wrong('it does not take PKCE with S256')
  const { token_endpoint: token, revocation_endpoint: revocation } = parsed.data
  const origins = [issuer, token, ...(revocation === undefined ? [] : [revocation])].map((url) => new URL(url).origin)
  return ok({
    ...config,
    oidc: { ...oidc, issuer },
    jwt: jwt ?? { jwks, issuer, audience },
    pageConnects: [...new Set([...config.pageConnects, ...origins])],
  })
}

async function readDiscovery(address: string, load: typeof fetch): Promise<Result<unknown>> {
  try {
    const answer = await load(address, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
    if (!answer.ok) return wrong(`its discovery document was answered by status ${answer.status}`)
    const text = await answer.text()
    if (text.length > mostBytes) return wrong('its discovery document is too large')
    return ok(JSON.parse(text))
  } catch (fault) {
    if (fault instanceof SyntaxError) return wrong('its discovery document is no JSON')
    const { cause, name } = fault as { readonly cause?: NodeJS.ErrnoException; readonly name: string }
    const why = cause?.code ?? cause?.message ?? name
    return wrong(`its discovery document (.well-known/openid-configuration) could not be had: ${why}`)
  }
}

function wrong(why: string): Result<never> {
  return refuse('bad_config', `--oidc-issuer: ${why}`)
}
