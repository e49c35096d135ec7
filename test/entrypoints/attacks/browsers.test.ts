import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawBytes, rawRequest } from '../server/rawRequest.js'
import { type Served, serve } from '../server/serve.js'
import { type Guarded, handshake, serveGuarded, writer } from './guarded.js'

// What a website can have a visitor's browser do to a server that the visitor can reach.

let open: Served
let guarded: Guarded
beforeAll(async () => {
  ;[open, guarded] = await Promise.all([serve(), serveGuarded()])
})
afterAll(() => Promise.all([open.stop(), guarded.stop()]))

const event = JSON.stringify({ eventId: 'planted', service: 's', eventType: 't' })
async function stored(): Promise<boolean> {
  return /deltaboard_events_total\{outcome="indexed"\} [1-9]/.test(await open.node.metrics())
}
/** Each must be refused with this code, whatever it asks for. */
async function refused(server: Served, headers: Record<string, string>, code: string): Promise<void> {
  const credentials = { authorization: `Bearer ${guarded.issuer.token()}` }
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/config.json'],
    ['GET', '/metrics'],
    ['GET', '/dead-letters'],
    ['POST', '/events'],
    ['POST', '/'],
    ['POST', '/dead-letters/redrive'],
    ['OPTIONS', '/events'],
  ] as const) {
    const body = method === 'POST' ? event : undefined
    const key = path === '/events' ? { 'x-api-key': writer.key } : credentials
    const asked = { method, path, headers: { ...key, ...headers }, ...(body === undefined ? {} : { body }) }
    const answer = await rawRequest(server.url, asked)
    expect({ path, json: answer.json }).toMatchObject({ path, json: { code } })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
  expect(await handshake(server.ws, { ...credentials, ...headers })).toMatchObject({ json: { code } })
}

describe('another origin is refused everywhere, with a credential or without', () => {
  it.each([
    'null',
    'https://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://127.0.0.1.evil.example',
    'http://evil.example#127.0.0.1',
    'http://localhost.',
    'file://',
    'data:',
    'about:blank',
    '',
  ])('%j', async (origin) => {
    for (const server of [open, guarded]) await refused(server, { origin }, 'forbidden_origin')
  })

  it.each<[string, (port: number) => string]>([
    ['a name that begins like it', (port) => `http://127.0.0.1:${port}.evil.example`],
    ['one that has it as a user', (port) => `http://127.0.0.1:${port}@evil.example`],
    ['another scheme', (port) => `https://127.0.0.1:${port}`],
    ['the port and a digit', (port) => `http://127.0.0.1:${port}0`],
    ['a path', (port) => `http://127.0.0.1:${port}/`],
    ['two of them', (port) => `http://127.0.0.1:${port} http://evil.example`],
    ['a list of them', (port) => `http://127.0.0.1:${port}, http://evil.example`],
  ])('%s', async (_, origin) => {
    for (const server of [open, guarded]) await refused(server, { origin: origin(server.port) }, 'forbidden_origin')
  })

  it('but its own is not, in any case', async () => {
    for (const origin of [
      `http://127.0.0.1:${open.port}`,
      `HTTP://127.0.0.1:${open.port}`,
      `http://LOCALHOST:${open.port}`,
    ]) {
      expect((await handshake(open.ws, { origin })).status).toBe(101)
    }
  })

  it('where a browser sends none, what it says of the site', async () => {
    const image = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    const frame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
    for (const more of [{}, image, frame]) {
      await refused(open, { 'sec-fetch-site': 'cross-site', ...more }, 'forbidden_origin')
    }
  })
})

describe('a form of another site, which needs no preflight, stores nothing', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    '%s',
    async (type) => {
      for (const more of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
        // Another port of this machine: the same site, and not the same origin.
        { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' },
      ]) {
        const headers = { 'content-type': type, ...more } as Record<string, string>
        const answer = await rawRequest(open.url, { method: 'POST', path: '/events', headers, body: event })
        expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden_origin' } })
      }
      expect(await stored()).toBe(false)
    },
  )

  it('a preflight of another site is told nothing', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-amz-target',
    }
    const answer = await rawRequest(open.url, { method: 'OPTIONS', path: '/', headers })
    expect(answer.status).toBe(403)
    expect(JSON.stringify(answer.headers)).not.toContain('access-control')
  })
})

describe('a name that an attacker points at this machine (DNS rebinding) is refused by the open server', () => {
  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    'localhost@evil.example',
    'evil.example#localhost',
    '0.0.0.0',
    '[::]',
    '[::ffff:10.0.0.1]',
    '10.0.0.1',
    '128.0.0.1',
    'a b',
    '%6cocalhost.evil.example',
  ])('%s', async (host) => {
    await refused(open, { host, origin: `http://${host}` }, 'bad_host')
    await refused(open, { host: `${host}:${open.port}` }, 'bad_host')
  })

  it('none, two, or one in the request line only', async () => {
    const get = (lines: string) => rawBytes(open.port, `GET ${lines}\r\nconnection: close\r\n\r\n`)
    expect(await get('/config.json HTTP/1.1')).toMatch(/^HTTP\/1\.1 400 /)
    expect(await get('/config.json HTTP/1.0')).toMatch(/"bad_host"/)
    expect(await get('/config.json HTTP/1.1\r\nhost: evil.example\r\nhost: localhost')).toMatch(
      /^HTTP\/1\.1 (400|421) /,
    )
    expect(await get('http://localhost/config.json HTTP/1.1\r\nhost: evil.example')).toMatch(/"bad_host"/)
    expect(await get('http://evil.example/config.json HTTP/1.1\r\nhost: localhost')).toMatch(/^HTTP\/1\.1 404 /)
  })

  it('what a proxy is said to have seen counts for nothing, where no proxy is trusted', async () => {
    const forged = { 'x-forwarded-host': 'localhost', 'x-forwarded-proto': 'http', forwarded: 'host=localhost' }
    await refused(open, { host: 'evil.example', ...forged }, 'bad_host')
    await refused(guarded, { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }, 'forbidden_origin')
  })
})

describe('what a client offers as subprotocols', () => {
  it('a credential is never echoed, wherever it stands', async () => {
    const token = guarded.issuer.token()
    for (const offer of [
      `bearer.${token}, deltaboard.v1`,
      `deltaboard.v1, bearer.${token}`,
      `bearer.${token}`,
      `key.x, bearer.${token}`,
      'key.db_wrong, deltaboard.v1',
      'key.deltaboard.v1',
      'DELTABOARD.V1, key.db_wrong',
    ]) {
      const answer = await handshake(guarded.ws, { 'sec-websocket-protocol': offer })
      const selected = answer.headers['sec-websocket-protocol']
      expect([undefined, 'deltaboard.v1']).toContain(selected)
      const said = JSON.stringify([answer.headers, answer.body])
      for (const secret of [token, 'db_wrong', 'bearer.', 'key.']) expect(said).not.toContain(secret)
    }
    expect(guarded.log()).not.toContain(token)
  })

  it('nor is a line that it smuggles in', async () => {
    const lines = [
      'GET /ws HTTP/1.1',
      `host: 127.0.0.1:${open.port}`,
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    ]
    for (const offer of [
      'deltaboard.v1\n x-injected: 1',
      'deltaboard.v1\rx-injected: 1',
      'deltaboard.v1, a\u0000b',
      'deltaboard.v1, x-injected: 1',
      'deltaboard.v1, deltaboard.v1',
      'deltaboard.v1,, x',
      'deltaboard.v1, "x"',
      'deltaboard.v1 x',
    ]) {
      const request = [...lines, `sec-websocket-protocol: ${offer}`, '', ''].join('\r\n')
      const answer = await rawBytes(open.port, request)
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).not.toMatch(/^x-injected/m)
    }
  })

  it('a refused channel is quoted in the body, and in no header', async () => {
    const answer = await handshake(`${open.ws}?channel=${encodeURIComponent('x\r\nset-cookie: a=b')}`)
    expect(answer).toMatchObject({ status: 400, json: { code: 'bad_query' } })
    expect(answer.headers).not.toHaveProperty('set-cookie')
  })
})
