import { createHmac, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportSPKI, generateKeyPair, type JWK } from 'jose'

export const issuer = 'https://id.example/'
export const audience = 'board'

type Part = Readonly<Record<string, unknown>>

/** An issuer of tokens with one key, whose set of keys is served on loopback; it signs whatever it is told to. */
export interface Issuer {
  readonly jwks: string
  /** As PEM, which everybody may have. */
  readonly publicKey: string
  readonly jwk: JWK
  /** How often the set was asked for. */
  readonly fetches: () => number
  /** Signed by the issuer's own key. `header` and `claims` go over the usual ones; undefined leaves one out. */
  readonly token: (claims?: Part, header?: Part) => string
  readonly stop: () => void
}

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' }
  let fetches = 0
  const server = createServer((_, response) => {
    fetches++
    response.end(JSON.stringify({ keys: [jwk] }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    jwks: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    publicKey: await exportSPKI(publicKey),
    jwk,
    fetches: () => fetches,
    token: (claims, header) => signed(privateKey, claims, header),
    stop: () => server.close(),
  }
}

/** The usual token, signed with RS256 by any key. */
export function signed(key: CryptoKey, claims: Part = {}, header: Part = {}): string {
  const text = unsigned(claims, header)
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key as never).toString('base64url')}`
}

/** Header and claims as a signature is made over them. */
export function unsigned(claims: Part = {}, header: Part = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const usual = { sub: 'ada', iss: issuer, aud: audience, exp: now + 600, role: 'member', teams: ['core'] }
  return [
    { alg: 'RS256', kid: 'k1', ...header },
    { ...usual, ...claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
}

export function hmacSigned(secret: string, claims: Part = {}, header: Part = {}): string {
  const text = unsigned(claims, { alg: 'HS256', ...header })
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
