import { describe, expect, it } from 'vitest'
import { admit, type GateSettings } from '../../../src/entrypoints/server/http/gate.js'

const open: GateSettings = { loopbackOnly: true, trustProxy: false, allowedOrigins: [] }
const closed: GateSettings = { loopbackOnly: false, trustProxy: false, allowedOrigins: ['https://board.example'] }
const proxied: GateSettings = { ...closed, trustProxy: true }

function code(headers: Record<string, string>, settings: GateSettings, method = 'GET'): string {
  const admitted = admit({ method, headers }, settings)
  return admitted.ok ? 'ok' : admitted.refusal.code
}

describe('Host, while the server is open on loopback', () => {
  it.each([
    'localhost',
    'localhost:8080',
    'LOCALHOST:8080',
    '127.0.0.1:8080',
    '127.9.9.9',
    '[::1]:8080',
    'localhost.:80',
  ])('may be %s', (host) => expect(code({ host }, open)).toBe('ok'))

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.2:8080',
    '0.0.0.0:8080',
    '[::]:8080',
    'user@localhost',
    'localhost/x',
    'localhost:8080/',
    'localhost?x',
    'localhost#x',
    'local host',
    '',
  ])('may not be %j', (host) => expect(code({ host }, open)).toBe('bad_host'))

  it('must be there', () => expect(code({}, open)).toBe('bad_host'))

  it('is anything well-formed where credentials guard the server', () => {
    expect(code({ host: 'evil.example' }, closed)).toBe('ok')
    expect(code({ host: 'a b' }, closed)).toBe('bad_host')
  })
})

describe('Origin', () => {
  const host = 'localhost:8080'

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])('may be the own one: %s', (origin) =>
    expect(code({ host, origin }, open)).toBe('ok'),
  )

  it.each([
    'null',
    '',
    'http://localhost:8081',
    'http://localhost',
    'https://localhost:8080',
    'http://evil.example',
    'http://evil.example:8080',
    'http://localhost.evil.example:8080',
    'http://localhost:8080.evil.example',
    'http://localhost:8080/',
    'http://x@localhost:8080',
    'file://',
    'chrome-extension://abc',
    'ws://localhost:8080',
    'http://localhost:8080, http://evil.example',
  ])('may not be %j', (origin) => expect(code({ host, origin }, open)).toBe('forbidden_origin'))

  it('may be an allowed one, exactly, which then is named for CORS', () => {
    const headers = { host: 'deltaboard.example', 'sec-fetch-site': 'cross-site' }
    expect(admit({ method: 'GET', headers: { ...headers, origin: 'https://board.example' } }, closed)).toEqual({
      ok: true,
      value: { own: 'http://deltaboard.example', cors: 'https://board.example' },
    })
    for (const origin of ['http://board.example', 'https://board.example:444', 'https://x.board.example']) {
      expect(code({ ...headers, origin }, closed)).toBe('forbidden_origin')
    }
  })

  it('may not be loopback of another server where credentials guard this one', () => {
    expect(code({ host: 'localhost:8080', origin: 'http://127.0.0.1:8080' }, closed)).toBe('forbidden_origin')
  })
})

describe('Sec-Fetch-Site', () => {
  const host = 'localhost:8080'

  it('may not be cross-site', () => {
    expect(code({ host, 'sec-fetch-site': 'cross-site' }, open)).toBe('forbidden_origin')
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    expect(code({ host, ...image }, open)).toBe('forbidden_origin')
    const frame = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
    expect(code({ host, ...frame }, open)).toBe('forbidden_origin')
  })

  it.each(['same-origin', 'same-site', 'none'])('may be %s', (site) =>
    expect(code({ host, 'sec-fetch-site': site }, open)).toBe('ok'),
  )

  it('may be cross-site where somebody follows a link to the page', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect(code({ host, ...link }, open)).toBe('ok')
    expect(code({ host, ...link }, open, 'POST')).toBe('forbidden_origin')
  })
})

describe('behind a proxy', () => {
  it('what the client used counts, where the proxy is trusted', () => {
    const headers = {
      host: '10.0.0.7:8080',
      'x-forwarded-host': 'deltaboard.example',
      'x-forwarded-proto': 'https, http',
      origin: 'https://deltaboard.example',
    }
    expect(admit({ method: 'GET', headers }, proxied)).toEqual({
      ok: true,
      value: { own: 'https://deltaboard.example' },
    })
    expect(code(headers, closed)).toBe('forbidden_origin')
    expect(code({ ...headers, 'x-forwarded-host': 'a b' }, proxied)).toBe('bad_host')
    expect(code({ ...headers, 'x-forwarded-proto': 'gopher' }, proxied)).toBe('bad_host')
  })
})
