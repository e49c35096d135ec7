import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { constraintOf } from '../../../src/domain/rights/accessRules.js'
import { identityOf } from '../../../src/entrypoints/lambda/events/authorizerContext.js'
import { type GuardedAuthorizer, guardAuthorizer, reader, type Shown, writer } from './authorizerCalls.js'
import { hmacSigned, signed, unsigned } from './issuer.js'

// What the REQUEST authorizer of `$connect` answers to those who should not get in, from its bundle.

let authorizer: GuardedAuthorizer
beforeAll(async () => {
  authorizer = await guardAuthorizer()
  // Its bundle may have to be made first.
}, 120_000)
afterAll(() => authorizer?.stop())

const seconds = () => Math.floor(Date.now() / 1000)
const bearer = (token: string): Shown => ({ headers: { Authorization: `Bearer ${token}` } })
const offering = (...protocols: string[]): Shown => ({ headers: { 'Sec-WebSocket-Protocol': protocols.join(', ') } })
const unauthorized = { status: 401 }
const forbidden = { status: 403 }
const mine = (claims?: Parameters<GuardedAuthorizer['issuer']['token']>[0]) => authorizer.issuer.token(claims)

async function refused(shown: Shown): Promise<void> {
  expect(await authorizer.ask(shown)).toEqual(unauthorized)
}

describe('who should get in does', () => {
  it.each<[string, (token: string) => Shown]>([
    ['Authorization', (token) => bearer(token)],
    ['authorization in lower case', (token) => ({ headers: { authorization: `bearer ${token}` } })],
    ['AUTHORIZATION in capitals', (token) => ({ headers: { AUTHORIZATION: `BEARER  ${token}` } })],
    ['a subprotocol', (token) => offering('deltaboard.v1', `bearer.${token}`)],
    [
      'a subprotocol in lower case, without blanks',
      (token) => ({ headers: { 'sec-websocket-protocol': `bearer.${token},deltaboard.v1` } }),
    ],
    [
      'subprotocols in two headers',
      (token) => ({ headers: { 'Sec-WebSocket-Protocol': ['deltaboard.v1', `bearer.${token}`] } }),
    ],
  ])('by %s; and what is handed on is the subject, the end, and the claims that rules use', async (_, show) => {
    const exp = seconds() + 600
    const token = mine({ exp, email: 'ada@example.com', groups: ['payroll'], ['__proto__']: { role: 'operator' } })
    expect(await authorizer.ask(show(token))).toEqual({
      authorizer: {
        principalId: 'ada',
        subject: 'ada',
        claims: '{"role":"member","teams":["core"]}',
        expiresAt: String(exp * 1000),
        integrationLatency: expect.any(Number),
      },
    })
  })

  it('the policy allows this route and no other', async () => {
    expect(await authorizer.answer(bearer(mine()))).toMatchObject({
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: expect.stringMatching(/\/live\/\$connect$/) },
        ],
      },
    })
  })

  it('a token whose end is no whole second, which RFC 7519 allows, comes through to `$connect`', async () => {
    const exp = seconds() + 600.1234
    const answer = await authorizer.ask(bearer(mine({ exp })))
    const identity = identityOf('authorizer' in answer ? answer.authorizer : undefined)
    expect(identity?.expiresAt).toBe(Math.floor(exp * 1000))
  })
})

describe('confusion about who signed is 401', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', ''])('alg %j, without a signature and with one', async (alg) => {
    await refused(bearer(`${unsigned({}, { alg })}.`))
    await refused(offering('deltaboard.v1', `bearer.${unsigned({}, { alg })}.${mine().split('.')[2]}`))
  })

  it('an HMAC whose secret is the public key, in any form that it has', async () => {
    const { jwk, publicKey } = authorizer.issuer
    for (const secret of [publicKey, publicKey.trim(), JSON.stringify(jwk), jwk.n ?? '', '']) {
      for (const alg of ['HS256', 'hs256']) await refused(bearer(hmacSigned(secret, {}, { alg })))
    }
  })

  it.each([
    '../../../../dev/null',
    'file:///proc/self/environ',
    "k1' OR '1'='1",
    'k1\u0000',
    '__proto__',
    'constructor',
    '',
  ])('a kid %j', async (kid) => {
    for (const secret of ['', 'secret']) await refused(bearer(hmacSigned(secret, {}, { kid })))
    const { privateKey } = await generateKeyPair('RS256')
    await refused(bearer(signed(privateKey, {}, { kid })))
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
    for (const header of [{ jwk }, { jku: url }, { x5u: url }, { x5c: ['AAAA'] }, { jwk, jku: url, kid: url }]) {
      await refused(bearer(signed(privateKey, {}, header)))
    }
    expect(fetched).toBe(0)
  })

  it('an extension that must be understood and is not', async () => {
    for (const header of [{ crit: ['exp'] }, { crit: [] }, { b64: false, crit: ['b64'] }]) {
      await refused(bearer(authorizer.issuer.token({}, header)))
    }
  })

  it('a signature over other claims', async () => {
    const [header, , signature] = mine().split('.')
    const [, claims] = mine({ role: 'operator' }).split('.')
    await refused(bearer(`${header}.${claims}.${signature}`))
  })
})

describe('a token for something or some time else is 401', () => {
  it.each<[string, () => object, object?]>([
    ['of another audience', () => ({ aud: 'payroll' })],
    ['of audiences, none of them this', () => ({ aud: ['payroll', 'boards', ''] })],
    ['of an audience that is an object', () => ({ aud: { board: true } })],
    ['of no audience', () => ({ aud: undefined })],
    ['of another tenant of the issuer', () => ({ iss: 'https://id.example/other/' })],
    ['of no issuer', () => ({ iss: undefined })],
    ['that is an ID token, by its nonce', () => ({ nonce: 'n-0S6_WzA2Mj' })],
    ['that is an ID token of Cognito, whatever its header says', () => ({ token_use: 'id' }), { typ: 'at+jwt' }],
    ['that is a refresh token', () => ({ typ: 'Refresh' })],
    ['that is a logout token', () => ({ events: {} }), { typ: 'logout+jwt' }],
    ['that has expired', () => ({ exp: seconds() - 1 })],
    ['whose end is in milliseconds', () => ({ exp: Date.now() })],
    ['whose end is beyond all calendars', () => ({ exp: 1e300 })],
    ['without an end', () => ({ exp: undefined })],
    ['whose end is text', () => ({ exp: `${seconds() + 600}` })],
    ['that is not valid yet', () => ({ nbf: seconds() + 86_400 })],
    ['that was made tomorrow', () => ({ iat: seconds() + 86_400 })],
    ['of nobody', () => ({ sub: undefined })],
    ['of an empty name', () => ({ sub: '' })],
    ['of a name that is a list', () => ({ sub: ['ada'] })],
    ['of a name that is a number', () => ({ sub: 7 })],
  ])('%s', async (_, claims, header = {}) => {
    const token = authorizer.issuer.token({ ...claims() }, { ...header })
    await refused(bearer(token))
    await refused(offering('deltaboard.v1', `bearer.${token}`))
  })
})

describe('claims', () => {
  it.each<[string, object]>([
    ['teams that are an object', { teams: { in: ['core'] } }],
    ['teams that are a condition', { teams: { claim: 'role' } }],
    ['teams that are lists of lists', { teams: [['core']] }],
    ['teams that are numbers', { teams: 7 }],
    ['teams that are null', { teams: null }],
    ['teams that are none', { teams: undefined }],
    ['a role that is an object', { role: { operator: true } }],
    ['a role by its prototype', { role: undefined, ['__proto__']: { role: 'operator' } }],
    ['a role that holds another as text', { role: '["operator"]' }],
    ['a role in capitals', { role: 'OPERATOR' }],
    ['a role with a NUL', { role: 'operator\u0000' }],
  ])('%s arrive at `$connect` as they are, and admit to nothing', async (_, claims) => {
    const answer = await authorizer.ask(bearer(mine({ ...claims })))
    const identity = identityOf('authorizer' in answer ? answer.authorizer : undefined)
    expect(identity?.subject).toBe('ada')
    expect(constraintOf(authorizer.access, identity?.claims ?? {})).toEqual({ op: 'none' })
  })

  it('that are more than API Gateway carries are 403, and the operator is told which bound it was, not by whom', async () => {
    const teams = Array.from({ length: 900 }, (_, i) => `team-${i}`)
    expect(await authorizer.ask(bearer(mine({ teams })))).toEqual(forbidden)
    expect(authorizer.log()).toContain('too large for API Gateway')
    expect(authorizer.log()).not.toContain('team-7')
  })
})

describe('API keys', () => {
  it.each<[string, string]>([
    ['with a NUL behind it', `${reader.key}\u0000`],
    ['with a NUL in front of it', `\u0000${reader.key}`],
    ['with a blank behind it', `${reader.key} `],
    ['without its last sign', reader.key.slice(0, -1)],
    ['in capitals', reader.key.toUpperCase()],
    ['that is its hash', reader.entry.hash],
    ['that is its hash without the kind', reader.entry.hash.slice('sha256:'.length)],
    ['that is empty', ''],
    ['that is a name of all objects', '__proto__'],
  ])('a key %s is 401', async (_, key) => {
    await refused({ headers: { 'X-API-Key': key } })
    if (key.trim() === key) await refused(offering('deltaboard.v1', `key.${key}`))
  })

  it('a key that may only write is 403', async () => {
    expect(await authorizer.ask({ headers: { 'x-api-key': writer.key } })).toEqual(forbidden)
  })

  it('a key as a token, and a token as a key, are 401', async () => {
    await refused(bearer(reader.key))
    await refused({ headers: { 'x-api-key': mine() } })
    await refused(offering('deltaboard.v1', `bearer.${reader.key}`))
    await refused(offering('deltaboard.v1', `key.${mine()}`))
  })
})

describe('where a credential may stand', () => {
  it.each<[string, () => Shown]>([
    ['nowhere', () => ({})],
    ['a query', () => ({ query: { token: mine(), access_token: mine(), key: reader.key, api_key: reader.key } })],
    ['a cookie', () => ({ headers: { Cookie: `Authorization=Bearer ${mine()}; token=${mine()}` } })],
    ['Basic', () => ({ headers: { Authorization: `Basic ${Buffer.from(`ada:${reader.key}`).toString('base64')}` } })],
    ['a header behind a line break of another', () => ({ headers: { 'User-Agent': `x\r\nX-API-Key: ${reader.key}` } })],
    ['a channel', () => ({ query: { channel: [`bearer.${mine()}`, `key.${reader.key}`] } })],
    ['an Origin', () => ({ headers: { Origin: `https://${reader.key}.example` } })],
    [
      'the origin of the page',
      () => ({ headers: { Origin: 'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com' } }),
    ],
  ])('%s: 401', async (_, shown) => {
    await refused(shown())
  })

  it.each<[string, (token: string) => string[]]>([
    ['a subprotocol in quotes', (token) => ['deltaboard.v1', `"bearer.${token}"`]],
    ['a kind in capitals', (token) => ['deltaboard.v1', `BEARER.${token}`]],
    ['a token behind a semicolon', (token) => [`deltaboard.v1;bearer.${token}`]],
    ['a token behind a line break', (token) => [`deltaboard.v1\r\nAuthorization: Bearer ${token}`]],
    ['a token without its kind', (token) => ['deltaboard.v1', token]],
    ['a token cut by a comma', (token) => ['deltaboard.v1', `bearer.${token.slice(0, 20)}`, token.slice(20)]],
    ['a token with a NUL', (token) => ['deltaboard.v1', `bearer.${token}\u0000`]],
  ])('%s: 401', async (_, protocols) => {
    await refused(offering(...protocols(mine())))
  })

  it('another origin neither helps nor hinders: no browser shows a credential by itself', async () => {
    for (const Origin of ['null', 'https://evil.example', '']) {
      await refused({ headers: { Origin } })
      expect(await authorizer.ask({ headers: { Origin, 'X-API-Key': reader.key } })).toHaveProperty(
        'authorizer.subject',
        'key:wall',
      )
    }
  })
})

describe('two at once: one decides, and a refused one is not made good by another', () => {
  const bad = () => signedBy(authorizer)
  it.each<[string, () => Shown]>([
    [
      'a bad header before a good subprotocol',
      () => ({ headers: { Authorization: `Bearer ${bad()}`, 'Sec-WebSocket-Protocol': `bearer.${mine()}` } }),
    ],
    ['a bad subprotocol before a good one', () => offering(`bearer.${bad()}`, `bearer.${mine()}`)],
    [
      'a bad token before a good key',
      () => ({ headers: { Authorization: `Bearer ${bad()}`, 'X-API-Key': reader.key } }),
    ],
    ['a bad key before a good token', () => offering('key.db_no', `bearer.${mine()}`)],
    [
      'two good tokens in two headers',
      () => ({ headers: { Authorization: [`Bearer ${mine()}`, `Bearer ${mine({ sub: 'eve' })}`] } }),
    ],
    ['two good keys in two headers', () => ({ headers: { 'X-API-Key': [reader.key, reader.key] } })],
  ])('%s: 401', async (_, shown) => {
    await refused(shown())
  })
})

describe('what an event says of itself', () => {
  it('a context that is there already lets nobody in, and is not handed on', async () => {
    const forged = { subject: 'eve', claims: '{"role":"operator"}', principalId: 'eve' }
    await refused({ more: { authorizer: forged } })
    const answer = await authorizer.ask({ ...bearer(mine()), more: { authorizer: forged } })
    expect(answer).toMatchObject({ authorizer: { subject: 'ada', claims: '{"role":"member","teams":["core"]}' } })
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', 'eve'],
    ['a subject that is empty', { subject: '', claims: '{}' }],
    ['no claims', { subject: 'eve' }],
    ['claims that are a list', { subject: 'eve', claims: '[]' }],
    ['claims that are no JSON', { subject: 'eve', claims: '{role:operator}' }],
    ['claims that are an object', { subject: 'eve', claims: { role: 'operator' } }],
    ['an end that is no number', { subject: 'eve', claims: '{}', expiresAt: 'never' }],
  ])('a context of %s is nobody at `$connect`', (_, context) => {
    expect(identityOf(context)).toBeUndefined()
  })

  it('a context may not widen what a socket is for: it reads', () => {
    expect(identityOf({ subject: 'eve', claims: '{}', scopes: ['admin'] })?.scopes).toEqual(['read'])
  })

  it('an event that is none of API Gateway’s is 500, and its content is not logged', async () => {
    const more = { connectionId: 7, apiId: `secret-${reader.key}` }
    expect(await authorizer.ask({ ...bearer(mine()), more })).toEqual({ status: 500 })
    expect(authorizer.log()).not.toContain(reader.key)
  })
})

it('an issuer that cannot be asked is 500: not a refusal, and no way in', async () => {
  const lost = await guardAuthorizer({ DELTABOARD_JWKS: 'http://127.0.0.1:1/keys' })
  onTestFinished(() => lost.stop())
  expect(await lost.ask(bearer(lost.issuer.token()))).toEqual({ status: 500 })
  expect(await lost.ask({ headers: { 'x-api-key': reader.key } })).toHaveProperty('authorizer.subject', 'key:wall')
})

it('a refusal says one word, and no log holds a credential', async () => {
  const token = mine({ aud: 'payroll', email: 'eve@example.com' })
  expect(await authorizer.answer(bearer(token))).toBe('Unauthorized')
  expect(await authorizer.answer({ headers: { 'x-api-key': `${reader.key}x` } })).toBe('Unauthorized')
  const log = authorizer.log()
  for (const secret of [...token.split('.'), reader.key, 'eve@', 'payroll', 'id.example'])
    expect(log).not.toContain(secret)
})

/** Signed well, but over and done. */
function signedBy({ issuer }: GuardedAuthorizer): string {
  return issuer.token({ exp: seconds() - 60 })
}
