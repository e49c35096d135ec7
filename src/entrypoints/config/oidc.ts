import { ok, type Result, refuse } from '../../domain/refusal.js'
import { isLoopback } from './loopback.js'
import type { Merged } from './merge.js'
import type { Settings } from './settings.js'

/** Where the page signs people in, by OpenID Connect. Nothing of it is secret: the page is told all of it. */
export interface OidcSettings {
  /** URL, as the issuer calls itself. */
  readonly issuer: string
  /** `client_id` of the page, a public client: code flow with PKCE, without a secret. */
  readonly client: string
  readonly scope: string
  /** Sent along with the authorization request: `audience` (Auth0), `resource` (RFC 8707). */
  readonly parameters: Readonly<Record<string, string>>
}

/** What the page sends itself. */
const own = ['response_type', 'client_id', 'redirect_uri', 'state', 'nonce', 'scope', 'prompt', 'response_mode']

/** Both or none. The rest of the issuer's addresses is discovered, see `atIssuer`. */
export function oidcOf(settings: Settings, source: Merged['source']): Result<OidcSettings | undefined> {
  const { oidcIssuer, oidcClient, oidcScope, oidcParameters = {}, jwtAudience } = settings
  if (oidcIssuer === undefined) {
    const stray = (['oidcClient', 'oidcScope', 'oidcParameters'] as const).find((name) => settings[name] !== undefined)
    if (stray === undefined) return ok(undefined)
    return refuse('bad_config', `${source(stray)} goes with --oidc-issuer`)
  }
  if (oidcClient === undefined) return refuse('bad_config', `${source('oidcIssuer')} goes with --oidc-client`)
  if (jwtAudience === undefined) {
    const why = 'what the access tokens are made for, their `aud` (with Cognito the client)'
    return refuse('bad_config', `${source('oidcIssuer')} needs --jwt-audience: ${why}`)
  }
  const issuer = secureUrl(oidcIssuer)
  if (issuer === undefined || issuer.search !== '' || issuer.hash !== '') {
    return refuse('bad_config', `${source('oidcIssuer')} must be an https URL (http only on loopback)`)
  }
  if (issuer.username !== '' || issuer.password !== '') {
    return refuse('bad_config', `${source('oidcIssuer')} must not hold a password`)
  }
  const scope = oidcScope ?? 'openid'
  if (!scope.split(' ').includes('openid')) return refuse('bad_config', `${source('oidcScope')} must hold openid`)
  const taken = Object.keys(oidcParameters).find((name) => own.includes(name) || name.startsWith('code_challenge'))
  if (taken !== undefined) {
    return refuse('bad_config', `${source('oidcParameters')}: the page itself sends ${taken}`, taken)
  }
  return ok({ issuer: oidcIssuer, client: oidcClient, scope, parameters: oidcParameters })
}

/** An `https` URL, or `http` on this machine: else anyone on the way could choose what is answered. */
export function secureUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:') return url
  return url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, '')) ? url : undefined
}
