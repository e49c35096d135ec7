import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthenticator } from '../../../../src/adapters/node/auth/authenticator.js'
import { hashOf, makeApiKey } from '../../../../src/adapters/node/auth/makeApiKey.js'
import type { Authenticator } from '../../../../src/ports/authenticator.js'

const now = Date.parse('2026-11-24T10:00:00Z')
const seconds = now / 1000
const issuer = 'https://id.example/'
const audience = 'board'
const refused = { refused: { code: 'unauthorized', message: 'the credential was refused' } }

const issuers = await Promise.all(
  ['RS256', 'ES256', 'EdDSA', 'PS256'].map(async (alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg)
    return { alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid: alg, alg } }
  }),
)
let server: Server
let authenticator: Authenticator
let answer: () => { status: number; body: string } = () => ({
  status: 200,
  body: JSON.stringify({ keys: issuers.map(({ jwk }) => jwk) }),
})

function withKeysAt(jwks: string): Authenticator {
  return createAuthenticator({ open: false, apiKeys: [], jwt: { jwks, issuer, audience }, now: () => now })
}
function keysUrl(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
}

beforeAll(async () => {
  server = createServer((_, response) => {
    const { status, body } = answer()
    response.writeHead(status).end(body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  authenticator = withKeysAt(keysUrl())
})
afterAll(() => server.close())

const claims = { sub: 'ada', iss: issuer, aud: audience, exp: seconds + 60, team: ['core'] }

async function token(payload: JWTPayload, alg = 'ES256'): Promise<string> {
  const { privateKey } = issuers.find((issuer) => issuer.alg === alg) as (typeof issuers)[0]
  return new SignJWT(payload).setProtectedHeader({ alg, kid: alg }).sign(privateKey)
}
async function verify(text: string) {
  return authenticator.verify({ kind: 'bearer', token: text })
}

describe('a token', () => {
  it('that ends at a fraction of a second ends at a whole millisecond, not later', async () => {
    expect(await verify(await token({ ...claims, exp: seconds + 60.98765 }))).toMatchObject({
      expiresAt: (seconds + 60) * 1000 + 987,
    })
  })

  it.each(['RS256', 'ES256', 'EdDSA'])('signed by %s is its holder, for reading, until it expires', async (alg) => {
    const identity = { subject: 'ada', claims, expiresAt: (seconds + 60) * 1000, scopes: ['read'] }
    expect(await verify(await token(claims, alg))).toEqual(identity)
  })

  it.each<[string, JWTPayload]>([
    ['expired', { ...claims, exp: seconds - 1 }],
    ['of another issuer', { ...claims, iss: 'https://evil.example/' }],
    ['for another audience', { ...claims, aud: 'other' }],
    ['not valid yet', { ...claims, nbf: seconds + 60 }],
    ['without exp', { sub: 'ada', iss: issuer, aud: audience }],
    ['without iss', { sub: 'ada', aud: audience, exp: claims.exp }],
    ['without aud', { sub: 'ada', iss: issuer, exp: claims.exp }],
    ['without sub', { iss: issuer, aud: audience, exp: claims.exp }],
    ['with an empty sub', { ...claims, sub: '' }],
  ])('%s is refused, without saying why', async (_, payload) => {
    expect(await verify(await token(payload))).toEqual(refused)
  })

  it('of another algorithm is refused: none, a shared secret made of the public key, PS256', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const alg of ['none', 'None', '']) {
      expect(await verify(`${part({ alg })}.${part(claims)}.`)).toEqual(refused)
    }
    const secret = Buffer.from(JSON.stringify(issuers[0]?.jwk))
    const shared = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'RS256' }).sign(secret)
    expect(await verify(shared)).toEqual(refused)
    expect(await verify(await token(claims, 'PS256'))).toEqual(refused)
  })

  it('of an unknown key, changed, or no token at all is refused', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'ES256' }).sign(privateKey)
    const unknown = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'other' }).sign(privateKey)
    const good = await token(claims)
    const [header, , signature] = good.split('.')
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url')
    for (const bad of [foreign, unknown, `${header}.${other}.${signature}`, '', 'x', 'a.b.c', 'x'.repeat(100_000)]) {
      expect(await verify(bad)).toEqual(refused)
    }
  })

  it('cannot be judged while the keys cannot be fetched: that is said as unavailable, and passes', async () => {
    const usual = answer
    const fresh = withKeysAt(keysUrl())
    const good = { kind: 'bearer', token: await token(claims) } as const
    for (const broken of [
      { status: 500, body: '' },
      { status: 200, body: '<html>' },
      { status: 200, body: '{}' },
    ]) {
      answer = () => broken
      expect(await fresh.verify(good)).toMatchObject({ refused: { code: 'unavailable' } })
    }
    answer = usual
    expect(await fresh.verify(good)).toMatchObject({ subject: 'ada' })
    const nobody = withKeysAt('http://127.0.0.1:1/keys')
    expect(await nobody.verify(good)).toMatchObject({ refused: { code: 'unavailable' } })
  })
})

describe('an API key', () => {
  const reader = makeApiKey({ name: 'wall', scopes: ['read'], claims: { team: 'core' } })
  const writer = makeApiKey({ name: 'shop', scopes: ['write'] })
  const keys = createAuthenticator({ open: false, apiKeys: [reader.entry, writer.entry], now: () => now })

  it('is its entry in the file: its scopes and claims, without an end', async () => {
    expect(await keys.verify({ kind: 'key', key: reader.key })).toEqual({
      subject: 'key:wall',
      claims: { team: 'core' },
      expiresAt: Infinity,
      scopes: ['read'],
    })
    expect(await keys.verify({ kind: 'key', key: writer.key })).toMatchObject({
      subject: 'key:shop',
      scopes: ['write'],
    })
  })

  it('that is unknown, cut, or a token is refused; so is none', async () => {
    const wrong = [`${reader.key}x`, reader.key.slice(0, -1), '', reader.entry.hash, reader.key.toUpperCase()]
    for (const key of wrong) expect(await keys.verify({ kind: 'key', key })).toEqual(refused)
    expect(await keys.verify({ kind: 'bearer', token: reader.key })).toEqual(refused)
    expect(await keys.verify(undefined)).toMatchObject({ refused: { code: 'unauthorized' } })
  })

  it('is random, stored as a hash only, and fits a header and a subprotocol', () => {
    expect(reader.key).not.toBe(writer.key)
    expect(reader.key).toMatch(/^db_[A-Za-z0-9_-]{43}$/)
    expect(reader.entry.hash).toBe(hashOf(reader.key))
    expect(JSON.stringify(reader.entry)).not.toContain(reader.key.slice(3))
    expect(hashOf('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

it('open, everyone is admitted and no credential is looked at', async () => {
  const open = createAuthenticator({ open: true, apiKeys: [], now: () => now })
  for (const credential of [undefined, { kind: 'key', key: 'x' } as const, { kind: 'bearer', token: 'x' } as const]) {
    expect(await open.verify(credential)).toMatchObject({ subject: 'anyone', scopes: ['read', 'write', 'admin'] })
  }
})
