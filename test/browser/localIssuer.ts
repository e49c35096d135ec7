import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'

/** An OpenID Connect issuer on this machine, on another host name than the page: any name and password sign in. */
export interface LocalIssuer {
  readonly url: string
  /** How long its access tokens are good for from now on. */
  tokenSeconds: number
  /** Lets a page at this address sign people in. */
  admit(page: string): void
  /** Answers nobody until `start`. */
  stop(): Promise<void>
  start(): Promise<void>
}

export const client = 'page'
export const audience = 'board'
/** Named in the page's request, so that access tokens are JWTs for `audience`. */
export const resource = 'https://board.example/'

/** `claims`: of access tokens, by account. */
export async function localIssuer(claims: Readonly<Record<string, object>>): Promise<LocalIssuer> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key: JWK = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' }
  let handle: RequestListener = (_, response) => response.writeHead(503).end()
  let server: Server | undefined
  let port = 0
  const issuer: LocalIssuer = {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    tokenSeconds: 600,
    admit(page) {
      const settings = configuration(page, key, claims, () => issuer.tokenSeconds)
      handle = new Provider(issuer.url, settings).callback()
    },
    async start() {
      server = createServer((request, response) => handle(request, response)).listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as AddressInfo).port
    },
    async stop() {
      const stopped = server
      server = undefined
      stopped?.closeAllConnections()
      if (stopped !== undefined) await new Promise((done) => stopped.close(done))
    },
  }
  await issuer.start()
  issuer.admit('http://localhost/')
  return issuer
}

function configuration(
  page: string,
  key: JWK,
  claims: Readonly<Record<string, object>>,
  tokenSeconds: () => number,
): Configuration {
  return {
    clients: [
      {
        client_id: client,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [page],
        post_logout_redirect_uris: [page],
      },
    ],
    jwks: { keys: [key as never] },
    cookies: { keys: ['a-key-of-this-test'] },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_, token) => ({ ...(('accountId' in token && claims[token.accountId ?? '']) || {}) }),
    issueRefreshToken: () => true,
    clientBasedCORS: () => true,
    ttl: {
      Session: 3600,
      Grant: 3600,
      Interaction: 600,
      IdToken: 600,
      RefreshToken: 3600,
      AuthorizationCode: 60,
      AccessToken: tokenSeconds,
    },
    features: {
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenSeconds(),
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  }
}
