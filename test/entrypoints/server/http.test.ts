import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawBytes, rawRequest } from './rawRequest.js'
import { type Served, serve, serveForTest } from './serve.js'

const page = mkdtempSync(join(tmpdir(), 'deltaboard-page-'))
let server: Served

beforeAll(async () => {
  mkdirSync(join(page, 'assets'))
  writeFileSync(join(page, 'index.html'), `<!doctype html><title>board</title>${'<p>x</p>'.repeat(100)}`)
  writeFileSync(join(page, 'assets/index-B1x2.js'), `export const x = ${JSON.stringify('y'.repeat(2000))}`)
  writeFileSync(join(page, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(page, 'source.map'), '{}')
  server = await serve({ page })
})
afterAll(async () => {
  await server.stop()
  rmSync(page, { recursive: true })
})

describe('the page', () => {
  it('is served with a policy that admits nothing but itself', async () => {
    const { status, headers, body } = await rawRequest(`${server.url}/`)
    expect(status).toBe(200)
    expect(body).toContain('<title>board</title>')
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws://127.0.0.1:${server.port}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`,
    )
    for (const name of ['referrer-policy', 'cross-origin-opener-policy', 'permissions-policy']) {
      expect(headers).toHaveProperty(name)
    }
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('keeps what is named by its hash for ever, and asks for the rest each time', async () => {
    const asset = await rawRequest(`${server.url}/assets/index-B1x2.js`)
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    })
    const icon = await rawRequest(`${server.url}/icon.svg`)
    expect(icon.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' })
    const again = await rawRequest(`${server.url}/icon.svg`, {
      headers: { 'if-none-match': icon.headers.etag as string },
    })
    expect([again.status, again.body]).toEqual([304, ''])
  })

  it('comes as gzip to who takes it', async () => {
    const response = await fetch(`${server.url}/assets/index-B1x2.js`, { headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect((await response.text()).length).toBeGreaterThan(2000)
    const plain = await rawRequest(`${server.url}/`, { headers: { 'accept-encoding': 'br, gzip;q=0' } })
    expect(plain.headers['content-encoding']).toBeUndefined()
  })

  it.each([
    '/../package.json',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '//etc/passwd',
    '/assets/',
    '/assets',
    '/source.map',
    '/index.html%00',
    '/assets\\..\\x',
  ])('has nothing at %s', async (path) => {
    const answer = await rawRequest(server.url, { path })
    expect(answer.status).toBe(404)
    expect(answer.json).toEqual({ code: 'not_found', message: expect.any(String) })
  })

  it('says so where it was not built', async () => {
    const { url } = await serveForTest({ page: join(page, 'assets') })
    expect(await rawRequest(`${url}/`)).toMatchObject({ status: 503, body: expect.stringContaining('npm run build') })
  })
})

describe('figures and health', () => {
  it('are answered', async () => {
    expect(await rawRequest(`${server.url}/healthz`)).toMatchObject({ status: 200, json: { ok: true } })
    expect(await rawRequest(`${server.url}/readyz`)).toMatchObject({ status: 200, json: { ok: true } })
    const metrics = await rawRequest(`${server.url}/metrics`)
    expect(metrics.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(metrics.body).toContain('deltaboard_connections 0')
    expect(await rawRequest(`${server.url}/config.json?x=1`)).toMatchObject({
      status: 200,
      json: {
        fields: { '@timestamp': 'date', service: 'keyword', message: 'text', latencyMs: 'long' },
        routable: ['service', 'eventType', 'team', 'location'],
        auth: 'open',
        demo: false,
        retentionDays: 14,
      },
    })
  })

  it('say when a backend does not answer', async () => {
    const { url } = await serveForTest({ node: { ready: async () => ({ ok: false, detail: 'index' }) } })
    expect(await rawRequest(`${url}/readyz`)).toMatchObject({ status: 503, json: { ok: false, detail: 'index' } })
    expect(await rawRequest(`${url}/healthz`)).toMatchObject({ status: 200 })
  })
})

describe('methods and paths', () => {
  it.each([
    ['GET', '/events', 'POST'],
    ['PUT', '/', 'GET, HEAD, POST'],
    ['DELETE', '/metrics', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['TRACE', '/', 'GET, HEAD, POST'],
  ])('%s %s is answered by 405 and what is allowed', async (method, path, allow) => {
    const answer = await rawRequest(`${server.url}${path}`, { method })
    expect(answer).toMatchObject({ status: 405, headers: { allow }, json: { code: 'method_not_allowed' } })
  })

  it('HEAD is GET without a body', async () => {
    const answer = await rawRequest(`${server.url}/healthz`, { method: 'HEAD' })
    expect([answer.status, answer.headers['content-length'], answer.body]).toEqual([200, '12', ''])
  })

  it('GET /ws without an upgrade is told to upgrade', async () => {
    expect(await rawRequest(`${server.url}/ws`)).toMatchObject({ status: 426, headers: { upgrade: 'websocket' } })
  })

  it('lie under the base path, and nowhere else', async () => {
    const { port } = await serveForTest({ page, flags: ['--base-path', '/board/'] })
    const at = (path: string, more = {}) => rawRequest(`http://127.0.0.1:${port}`, { path, ...more })
    expect(await at('/board?q=x')).toMatchObject({ status: 308, headers: { location: '/board/?q=x' } })
    for (const path of ['/board/', '/board/healthz', '/board/assets/index-B1x2.js'])
      expect((await at(path)).status).toBe(200)
    for (const path of ['/', '/healthz', '/boardx', '/boardx/healthz', '/board//healthz'])
      expect((await at(path)).status).toBe(404)
    for (const path of ['/board', '/board/']) {
      const answer = await at(path, { method: 'POST', headers: { 'x-amz-target': 'AWSEvents.PutEvents' }, body: '{}' })
      expect(answer.json).toMatchObject({ __type: 'ValidationException' })
    }
  })
})

describe('browsers of other sites', () => {
  it('are refused, whatever they ask for', async () => {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/config.json'],
      ['POST', '/'],
      ['POST', '/events'],
      ['OPTIONS', '/events'],
      ['GET', '/nothing'],
    ] as const) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const answer = await rawRequest(`${server.url}${path}`, {
          method,
          headers,
          ...(method === 'POST' ? { body: '{}' } : {}),
        })
        expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden_origin' } })
        expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      }
      const rebound = await rawRequest(`${server.url}${path}`, { method, headers: { host: 'evil.example' } })
      expect(rebound).toMatchObject({ status: 421, json: { code: 'bad_host' } })
    }
    expect(await rawRequest(`${server.url}/metrics`)).toMatchObject({ body: expect.stringMatching(/indexed"} 0\n/) })
  })

  it('that are allowed may, with CORS', async () => {
    const { url } = await serveForTest({ flags: ['--allowed-origins', 'https://board.example'] })
    const origin = 'https://board.example'
    const preflight = await rawRequest(`${url}/events`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-api-key' },
    })
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin, vary: 'Origin' } })
    expect(preflight.headers['access-control-allow-headers']).toContain('X-Api-Key')
    expect(preflight.headers).not.toHaveProperty('access-control-allow-credentials')
    const headers = { origin, 'sec-fetch-site': 'cross-site' }
    const sent = await rawRequest(`${url}/events`, { method: 'POST', headers, body: '{"service":"a","eventType":"b"}' })
    expect(sent).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } })
  })
})

describe('what is no HTTP', () => {
  it('is answered and closed', async () => {
    expect(await rawBytes(server.port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect(
      await rawBytes(server.port, `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('or comes too slowly is closed with 408', async () => {
    const slow = await serveForTest({ files: { 'board.json': '{"timeouts":{"headersMs":100,"requestMs":150}}' } })
    expect(await rawBytes(slow.port, 'GET /ws HTTP/1.1\r\nhost: localhost\r\nupgrade: web')).toMatch(/^HTTP\/1\.1 408 /)
    const body = 'POST /events HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"service":'
    expect(await rawBytes(slow.port, body)).toMatch(/^HTTP\/1\.1 408 /)
  })
})

it('a bug in a route is answered by 500, logged, and ends nothing', async () => {
  const { url, log } = await serveForTest({
    node: {
      metrics: async () => {
        throw new Error('a bug')
      },
    },
  })
  expect(await rawRequest(`${url}/metrics`)).toMatchObject({ status: 500, json: { code: 'internal' } })
  expect(log()).toContain('a bug')
  expect(await rawRequest(`${url}/healthz`)).toMatchObject({ status: 200 })
})

describe('what the page asks for first', () => {
  it('is where to connect: this server, as the browser reached it, or what is configured', async () => {
    const own = await rawRequest(`${server.url}/endpoints.json`)
    expect(JSON.parse(own.body)).toEqual({ endpoints: [{ id: 'self', url: 'ws' }] })
    const endpoints = [{ id: 'a', url: 'wss://a.example/ws' }]
    const other = await serveForTest({ files: { 'board.json': JSON.stringify({ endpoints }) } })
    const { body, headers } = await rawRequest(`${other.url}/endpoints.json`)
    expect(JSON.parse(body)).toEqual({ endpoints })
    expect(headers['content-security-policy']).toContain(
      `connect-src 'self' ws://127.0.0.1:${other.port} wss://a.example;`,
    )
  })
})
