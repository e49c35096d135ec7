import { describe, expect, it } from 'vitest'
import { atIssuer } from '../../../src/entrypoints/config/atIssuer.js'
import { type Config, parseConfig } from '../../../src/entrypoints/config/config.js'
import { parseFlags } from '../../../src/entrypoints/config/flags.js'

const issuer = 'https://id.example'
const all = ['--oidc-issuer', issuer, '--oidc-client', 'page', '--jwt-audience', 'board']

function parsed(flags: readonly string[], file: object = {}) {
  const read = parseFlags(['--config', 'board.json', ...flags])
  const files = { read: () => JSON.stringify(file), mode: () => 0o600 }
  return read.ok ? parseConfig({ flags: read.value, files }) : read
}

function config(flags: readonly string[], file?: object): Config {
  const made = parsed(flags, file)
  if (!made.ok) throw new Error(made.refusal.message)
  return made.value
}

function fault(flags: readonly string[], file?: object): string {
  const made = parsed(flags, file)
  return made.ok ? '' : made.refusal.message
}

describe('an issuer', () => {
  it('makes credentials wanted, and is told to the page', () => {
    expect(config(all)).toMatchObject({
      open: false,
      oidc: { issuer, client: 'page', scope: 'openid', parameters: {} },
    })
    expect(config(all).jwt).toBeUndefined()
    const more = config([...all, '--oidc-scope', 'openid offline_access'], { oidcParameters: { audience: 'board' } })
    expect(more.oidc).toMatchObject({ scope: 'openid offline_access', parameters: { audience: 'board' } })
  })

  it.each([
    [all.slice(2), {}, /^--oidc-client goes with --oidc-issuer/],
    [['--oidc-issuer', issuer, '--jwt-audience', 'board'], {}, /^--oidc-issuer goes with --oidc-client/],
    [all.slice(0, 4), {}, /^--oidc-issuer needs --jwt-audience/],
    [['--oidc-issuer', 'http://id.example', ...all.slice(2)], {}, /^--oidc-issuer must be an https URL/],
    [
      ['--oidc-issuer', 'https://me:secret@id.example', ...all.slice(2)],
      {},
      /^--oidc-issuer must not hold a password$/,
    ],
    [['--oidc-issuer', 'https://id.example/?a=b', ...all.slice(2)], {}, /^--oidc-issuer must be an https URL/],
    [[...all, '--oidc-scope', 'profile'], {}, /^--oidc-scope must hold openid/],
    [all, { oidcParameters: { redirect_uri: 'https://evil.example' } }, /the page itself sends redirect_uri/],
    [all, { oidcParameters: { audience: 7 } }, /^oidcParameters in board.json/],
    [['--open', ...all], {}, /^--open asks for no credentials/],
  ] as const)('%j with %j is refused', (flags, file, said) => {
    expect(fault(flags, file)).toMatch(said)
  })

  it('may be on this machine without TLS', () => {
    expect(config(['--oidc-issuer', 'http://127.0.0.1:9', ...all.slice(2)]).oidc?.issuer).toBe('http://127.0.0.1:9')
  })
})

const told = {
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: 'https://login.example/token',
  jwks_uri: `${issuer}/keys`,
  code_challenge_methods_supported: ['S256'],
}

/** The configuration as an issuer completes it that answers so; or why not. */
async function asked(answer: unknown, flags: readonly string[] = all) {
  const addresses: string[] = []
  const load = async (address: unknown) => {
    addresses.push(String(address))
    if (answer instanceof Error) throw answer
    return answer instanceof Response ? answer : Response.json(answer)
  }
  return { made: await atIssuer(config(flags), load as typeof fetch), addresses }
}

describe('what the issuer tells', () => {
  it('verifies tokens, and is what the page may reach', async () => {
    const { made, addresses } = await asked(told)
    expect(addresses).toEqual(['https://id.example/.well-known/openid-configuration'])
    expect(made.ok && made.value.jwt).toEqual({ jwks: `${issuer}/keys`, issuer, audience: 'board' })
    expect(made.ok && made.value.pageConnects).toEqual([issuer, 'https://login.example'])
  })

  it('is in its own spelling, since tokens are', async () => {
    const { made } = await asked({ ...told, issuer: `${issuer}/` })
    expect(made.ok && [made.value.jwt?.issuer, made.value.oidc?.issuer]).toEqual([`${issuer}/`, `${issuer}/`])
  })

  it('does not outdo keys that are set', async () => {
    const { made } = await asked(told, [...all, '--jwks', 'https://keys.example/set'])
    expect(made.ok && made.value.jwt).toEqual({ jwks: 'https://keys.example/set', issuer, audience: 'board' })
  })

  it.each([
    [
      Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }),
      /could not be had: ECONNREFUSED$/,
    ],
    [new DOMException('too late', 'TimeoutError'), /could not be had: TimeoutError$/],
    [new Response('', { status: 404 }), /answered by status 404$/],
    [new Response('<html>'), /no JSON$/],
    [{ ...told, issuer: 'https://other.example' }, /of another issuer$/],
    [{ ...told, jwks_uri: 'http://id.example/keys' }, /jwks_uri is not as it should be/],
    [{ ...told, token_endpoint: undefined }, /token_endpoint is not as it should be/],
    [{ ...told, code_challenge_methods_supported: ['plain'] }, /PKCE/],
    [[], /discovery document all is not/],
  ])('%j ends the start, with a line that says why', async (answer, said) => {
    const { made } = await asked(answer)
    expect(made.ok ? '' : made.refusal.message).toMatch(/^--oidc-issuer: /)
    expect(made.ok ? '' : made.refusal.message).toMatch(said)
  })

  it('is asked by nobody who has none', async () => {
    const { addresses } = await asked(told, [])
    expect(addresses).toEqual([])
  })
})

describe('endpoints', () => {
  const one = { id: 'a', url: 'wss://a.example/ws' }

  it('are this server alone, or those that are configured', () => {
    expect(config([])).toMatchObject({ endpoints: [{ id: 'self', url: 'ws' }], pageConnects: [] })
    expect(config([], { endpoints: [one] })).toMatchObject({ endpoints: [one], pageConnects: ['wss://a.example'] })
  })

  it.each([[[]], [[one, one]], [[{ id: 'a', url: 'https://a.example' }]], [[{ id: 'a', url: 'ws' }]], [[{ id: '' }]]])(
    '%j are refused',
    (endpoints) => {
      expect(fault([], { endpoints })).toMatch(/^endpoints in board.json/)
    },
  )
})
