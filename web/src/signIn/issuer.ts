import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi'
import type { Pending, Tokens } from './kept.js'
import type { OidcConfig } from './oidcConfig.js'

/** An OpenID Connect issuer, by code flow with PKCE. Every method may reject; `faultOf` says what of. */
export interface Issuer {
  /** Where the viewer is sent, and what to keep until they come back. `silent`: nobody is asked anything. */
  begin(silent: boolean): Promise<{ readonly url: string; readonly secrets: Omit<Pending, 'search'> }>
  /** Makes tokens of the answer, which has to belong to `pending`. */
  finish(answer: URLSearchParams, pending: Pending): Promise<Tokens>
  refresh(token: string): Promise<Tokens>
  revoke(tokens: Tokens): Promise<void>
  /** Where the issuer's own session is ended; undefined where it has no such place. */
  farewell(): Promise<string | undefined>
}

const patienceMs = 10_000
/** `expires_in` is only recommended. */
const assumedSeconds = 300

/** @param redirectUri The page's own address, as it is registered with the issuer. */
export function issuerOf(config: OidcConfig, redirectUri: string, now: () => number): Issuer {
  const client: Client = { client_id: config.client }
  const auth = None()
  const options = () => ({
    signal: AbortSignal.timeout(patienceMs),
    // Only an issuer on this machine is let in without TLS, see `oidcOf`.
    [allowInsecureRequests]: config.issuer.startsWith('http:'),
  })
  let known: AuthorizationServer | undefined
  const server = async () => {
    const issuer = new URL(config.issuer)
    known ??= await processDiscoveryResponse(issuer, await discoveryRequest(issuer, options()))
    return known
  }
  const tokensOf = (answer: TokenEndpointResponse): Tokens => {
    const lifetimeMs = (answer.expires_in ?? assumedSeconds) * 1000
    const refresh = answer.refresh_token === undefined ? {} : { refresh: answer.refresh_token }
    return { access: answer.access_token, lifetimeMs, expiresAt: now() + lifetimeMs, ...refresh }
  }
  return {
    async begin(silent) {
      const { authorization_endpoint: place } = await server()
      const [state, nonce, verifier] = [generateRandomState(), generateRandomNonce(), generateRandomCodeVerifier()]
      const url = new URL(place ?? '')
      const asked = {
        ...config.parameters,
        response_type: 'code',
        client_id: config.client,
        redirect_uri: redirectUri,
        scope: config.scope,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(silent ? { prompt: 'none' } : {}),
      }
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
      return { url: url.href, secrets: { state, nonce, verifier } }
    },
    async finish(answer, { state, nonce, verifier }) {
      const as = await server()
      const valid = validateAuthResponse(as, client, answer, state)
      const response = await authorizationCodeGrantRequest(as, client, auth, valid, redirectUri, verifier, options())
      const expected = { expectedNonce: nonce, requireIdToken: true }
      return tokensOf(await processAuthorizationCodeResponse(as, client, response, expected))
    },
    async refresh(token) {
      const as = await server()
      const response = await refreshTokenGrantRequest(as, client, auth, token, options())
      // Issuers that do not rotate refresh tokens need not repeat them.
      return { refresh: token, ...tokensOf(await processRefreshTokenResponse(as, client, response)) }
    },
    async revoke({ access, refresh }) {
      const as = await server()
      if (as.revocation_endpoint === undefined) return
      await processRevocationResponse(await revocationRequest(as, client, auth, refresh ?? access, options()))
    },
    async farewell() {
      const { end_session_endpoint: place } = await server()
      if (place === undefined) return undefined
      const url = new URL(place)
      // No `id_token_hint`: tokens stand in no address. `logout_uri` is Cognito's word.
      const asked = { client_id: config.client, post_logout_redirect_uri: redirectUri, logout_uri: redirectUri }
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
      return url.href
    },
  }
}
