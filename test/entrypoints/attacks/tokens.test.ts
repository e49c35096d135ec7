import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Guarded, handshake, serveGuarded } from './guarded.js'
import { hmacSigned, signed, unsigned } from './issuer.js'

let server: Guarded
beforeAll(async () => {
  server = await serveGuarded()
})
afterAll(() => server.stop())

async function status(token: string): Promise<number> {
  return (await handshake(server.ws, { authorization: `Bearer ${token}` })).status
}
const seconds = () => Math.floor(Date.now() / 1000)

it('the token that all others are made from is let in', async () => {
  expect(await status(server.issuer.token())).toBe(101)
})

describe('confusion about who signed is refused', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', ''])('alg %j, without a signature and with one', async (alg) => {
    expect(await status(`${unsigned({}, { alg })}.`)).toBe(401)
    expect(await status(`${unsigned({}, { alg })}.${server.issuer.token().split('.')[2]}`)).toBe(401)
  })

  it('an HMAC whose secret is the public key, in any form that it has', async () => {
    const { jwk, publicKey } = server.issuer
    for (const secret of [publicKey, publicKey.trim(), JSON.stringify(jwk), jwk.n ?? '', '']) {
      for (const alg of ['HS256', 'hs256']) expect(await status(hmacSigned(secret, {}, { alg }))).toBe(401)
    }
  })

  it.each([
    '../../../../dev/null',
    '/dev/null',
    'file:///proc/self/environ',
    "k1' UNION SELECT 'secret' --",
    'k1\u0000',
    'k1 ',
    '__proto__',
    'constructor',
    '',
  ])('a kid %j, signed with an empty or a known secret, or with a key of the attacker', async (kid) => {
    for (const secret of ['', 'secret']) expect(await status(hmacSigned(secret, {}, { kid }))).toBe(401)
    const { privateKey } = await generateKeyPair('RS256')
    expect(await status(signed(privateKey, {}, { kid }))).toBe(401)
  })

  it('a key that the token brings along, or says where to fetch: nobody fetches it', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' }
    let fetched = 0
    const evil = createServer((_, response) => {
      fetched++
      response.end(JSON.stringify({ keys: [jwk] }))
    })
    await new Promise<void>((listening) => evil.listen(0, '127.0.0.1', listening))
    onTestFinished(() => void evil.close())
    const url = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/keys`
    const certificate = Buffer.from('a certificate').toString('base64')
    for (const header of [
      { jwk },
      { jku: url },
      { x5u: url },
      { x5c: [certificate], 'x5t#S256': 'abc' },
      { jwk, jku: url, x5u: url, kid: url },
    ]) {
      expect(await status(signed(privateKey, {}, header))).toBe(401)
    }
    expect(fetched).toBe(0)
    // What the issuer signed holds, whatever its header says besides.
    expect(await status(server.issuer.token({}, { jku: url }))).toBe(101)
    expect(fetched).toBe(0)
  })

  it('an extension that must be understood and is not, or a payload that is not encoded', async () => {
    for (const header of [
      { crit: ['exp'] },
      { crit: ['https://example.com/x'], 'https://example.com/x': true },
      { crit: [] },
      { b64: false, crit: ['b64'] },
    ]) {
      expect(await status(server.issuer.token({}, header))).toBe(401)
    }
  })

  it('a flood of unknown keys does not become a flood at the issuer', async () => {
    const before = server.issuer.fetches()
    const tokens = Array.from({ length: 50 }, (_, i) => server.issuer.token({}, { kid: `k${i + 2}` }))
    expect(new Set(await Promise.all(tokens.map(status)))).toEqual(new Set([401]))
    expect(server.issuer.fetches() - before).toBeLessThanOrEqual(1)
  })
})

describe('a token that the issuer signed for something else is refused', () => {
  it.each<[string, object, object?]>([
    ['an ID token, by its nonce', { nonce: 'n-0S6_WzA2Mj' }],
    ['an ID token, by the hash of its access token', { at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }],
    ['an ID token, by the hash of its code', { c_hash: 'LDktKdoQak3Pk0cnXxCltA' }],
    ['an ID token of Cognito', { token_use: 'id' }],
    ['an ID token of Keycloak', { typ: 'ID' }],
    ['a refresh token of Keycloak', { typ: 'Refresh' }],
    ['an offline token of Keycloak', { typ: 'Offline' }],
    ['an ID token that calls itself an access token in its header', { token_use: 'id' }, { typ: 'at+jwt' }],
    ['a logout token', { events: {} }, { typ: 'logout+jwt' }],
    ['a security event', {}, { typ: 'secevent+jwt' }],
    ['a proof of possession', {}, { typ: 'dpop+jwt' }],
    ['a type that is no text', {}, { typ: 7 }],
  ])('%s', async (_, claims, header = {}) => {
    expect(await status(server.issuer.token({ ...claims }, { ...header }))).toBe(401)
  })

  it.each<[string, object, object?]>([
    ['says so in its header', {}, { typ: 'at+jwt' }],
    ['says so in its header, in full', {}, { typ: 'application/AT+JWT' }],
    ['says nothing of its kind', {}, { typ: 'JWT' }],
    ['is one of Cognito', { token_use: 'access', aud: undefined, client_id: 'board' }],
    ['is one of an old Keycloak, which repeats the nonce', { typ: 'Bearer', nonce: 'n-0S6_WzA2Mj' }],
  ])('an access token that %s is let in', async (_, claims, header = {}) => {
    expect(await status(server.issuer.token({ ...claims }, { ...header }))).toBe(101)
  })

  it.each<[string, object]>([
    ['another audience', { aud: 'payroll' }],
    ['a look-alike audience', { aud: 'board.evil' }],
    ['the audience in capitals', { aud: 'BOARD' }],
    ['audiences, none of them this', { aud: ['payroll', 'boards', ''] }],
    ['an audience that is an object', { aud: { board: true } }],
    ['no audience', { aud: undefined }],
    ['no audience, and another client of Cognito', { aud: undefined, token_use: 'access', client_id: 'payroll' }],
    ['no audience, and a client that is not said to be of an access token', { aud: undefined, client_id: 'board' }],
    ['another audience, though the client is this', { aud: 'payroll', token_use: 'access', client_id: 'board' }],
    ['another tenant of the issuer', { iss: 'https://id.example/other/' }],
    ['an issuer without its slash', { iss: 'https://id.example' }],
    ['an issuer over http', { iss: 'http://id.example/' }],
    ['a list of issuers', { iss: ['https://id.example/'] }],
    ['no issuer', { iss: undefined }],
  ])('%s', async (_, claims) => {
    expect(await status(server.issuer.token({ ...claims }))).toBe(401)
  })
})

describe('times', () => {
  it.each<[string, () => object]>([
    ['expired', () => ({ exp: seconds() - 1 })],
    ['expired this second', () => ({ exp: seconds() })],
    ['without an end', () => ({ exp: undefined })],
    ['with an end that is text', () => ({ exp: `${seconds() + 600}` })],
    ['with an end of infinity', () => ({ exp: null })],
    ['with an end in milliseconds', () => ({ exp: Date.now() })],
    ['with an end beyond all calendars', () => ({ exp: 1e300 })],
    ['not valid before tomorrow', () => ({ nbf: seconds() + 86_400 })],
    ['not valid before text', () => ({ nbf: 'now' })],
    ['made tomorrow', () => ({ iat: seconds() + 86_400 })],
    ['made at text', () => ({ iat: 'now' })],
  ])('a token %s is refused', async (_, claims) => {
    expect(await status(server.issuer.token({ ...claims() }))).toBe(401)
  })
})

it('a refusal tells nothing of the token, the issuer or the audience, and the log has none of it', async () => {
  const token = server.issuer.token({ aud: 'payroll', email: 'eve@example.com' })
  const answer = await handshake(server.ws, { authorization: `Bearer ${token}` })
  expect(answer.json).toEqual({ code: 'unauthorized', message: 'the credential was refused' })
  const seen = `${answer.body}${JSON.stringify(answer.headers)}${server.log()}`
  for (const secret of [...token.split('.'), 'eve@', 'payroll', 'id.example']) expect(seen).not.toContain(secret)
})
