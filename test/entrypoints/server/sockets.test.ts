import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import { eventually } from '../../support/eventually.js'
import { postEvents } from '../../support/send.js'
import { TestClient } from '../../support/testClient.js'
import { rawRequest } from './rawRequest.js'
import { type Served, serve, serveForTest } from './serve.js'

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
/** The answer to an upgrade: 101, or why not. */
function handshake(url: string, headers: Record<string, string> = {}) {
  return rawRequest(url, { headers: { ...upgrade, ...headers } })
}
const closed = (client: TestClient) => eventually('closed', () => client.closed)
const error = (client: TestClient) =>
  client.until('an error', (m): m is Extract<ServerMessage, { type: 'error' }> => m.type === 'error')

let server: Served
beforeAll(async () => {
  server = await serve()
})
afterAll(() => server.stop())

const http = (url: string) => url.replace(/^ws/, 'http')

describe('an upgrade', () => {
  it('is answered by the version of the wire where it was offered', async () => {
    const offered = await handshake(http(server.ws), { 'sec-websocket-protocol': 'key.db_secret, deltaboard.v1' })
    expect(offered).toMatchObject({ status: 101, headers: { 'sec-websocket-protocol': 'deltaboard.v1' } })
    const plain = await handshake(http(server.ws))
    expect(plain.status).toBe(101)
    expect(plain.headers).not.toHaveProperty('sec-websocket-protocol')
    expect(plain.headers).not.toHaveProperty('sec-websocket-extensions')
  })

  it.each<[string, string, Record<string, string>, number, string]>([
    ['another path', '/socket', {}, 404, 'not_found'],
    ['a foreign origin', '/ws', { origin: 'https://evil.example' }, 403, 'forbidden_origin'],
    ['the origin null', '/ws', { origin: 'null' }, 403, 'forbidden_origin'],
    ['another site', '/ws', { 'sec-fetch-site': 'cross-site' }, 403, 'forbidden_origin'],
    ['a foreign host', '/ws', { host: 'evil.example' }, 421, 'bad_host'],
    ['half a UTF-8 sequence', '/ws?channel=service:%C3', {}, 400, 'bad_request'],
    ['a channel that is none', '/ws?channel=status:500', {}, 400, 'bad_query'],
    ['a token in the URL', '/ws?token=abc', {}, 401, 'unauthorized'],
  ])('with %s is refused', async (_, path, headers, status, code) => {
    const answer = await handshake(server.url + path, headers)
    expect(answer).toMatchObject({ status, json: { code, message: expect.any(String) } })
  })

  it.each<[string, Record<string, string>, number]>([
    ['without a key', { 'sec-websocket-key': '' }, 400],
    ['of another version', { 'sec-websocket-version': '7' }, 400],
    ['to something else', { upgrade: 'h2c' }, 400],
    ['with a broken offer', { 'sec-websocket-protocol': 'a b' }, 400],
  ])('%s is refused', async (_, headers, status) => {
    expect((await handshake(http(server.ws), headers)).status).toBe(status)
  })

  it('from the own origin, and from an allowed one, passes', async () => {
    for (const origin of [server.url, server.url.replace('127.0.0.1', 'localhost')]) {
      expect((await handshake(http(server.ws), { origin, 'sec-fetch-site': 'same-origin' })).status).toBe(101)
    }
    const other = await serveForTest({ flags: ['--allowed-origins', 'https://board.example'] })
    const headers = { origin: 'https://board.example', 'sec-fetch-site': 'cross-site' }
    expect((await handshake(http(other.ws), headers)).status).toBe(101)
  })

  it('over capacity is closed with 1013', async () => {
    const small = await serveForTest({ flags: ['--max-connections', '1'] })
    const first = await TestClient.open(small.ws)
    const second = await TestClient.open(small.ws)
    expect(await closed(second)).toMatchObject({ code: 1013 })
    await first.close()
    await eventually('a free place', () => small.node.sockets.size === 0)
    const third = await TestClient.open(small.ws)
    expect(await third.ask('pong', { action: 'ping', ref: 'a' })).toMatchObject({ ref: 'a' })
  })
})

describe('an open socket', () => {
  it('subscribes to the channels of its URL, and gets its own events only', async () => {
    const client = await TestClient.open(`${server.ws}?channel=service:a%2Fb&channel=team:core`, [])
    const refs = () => client.messages.flatMap((m) => (m.type === 'subscribed' ? [m.ref] : [])).sort()
    await eventually('both', () => refs().length === 2)
    expect(refs()).toEqual(['service:a/b', 'team:core'])
    await postEvents(server.url, [
      { eventId: '1', service: 'other', eventType: 't' },
      { eventId: '2', service: 'a/b', eventType: 't' },
    ])
    await eventually('its event', () => client.liveIds().length > 0)
    expect(client.liveIds()).toEqual(['2'])
    await client.close()
  })

  it('handles what it is sent at once, before it is filed', async () => {
    const socket = new WebSocket(`${server.ws}?channel=all`, ['deltaboard.v1'])
    const types: string[] = []
    socket.on('message', (data) => {
      for (const m of [JSON.parse(String(data))].flat()) types.push(m.type)
    })
    socket.on('open', () => socket.send('{"action":"ping","ref":"a"}'))
    await eventually('the pong', () => types.includes('pong'))
    expect(types[0]).toBe('subscribed')
    socket.close()
  })

  it.each<[string, string, string, string | undefined]>([
    ['no JSON', 'x', 'bad_request', undefined],
    ['an unknown action', '{"action":"shutdown","ref":"a"}', 'bad_request', 'action'],
    ['a bad query', '{"action":"subscribe","ref":"a","query":{"where":{"servise":"x"}}}', 'bad_query', 'where.servise'],
  ])('is told of %s, and goes on', async (_, text, code, path) => {
    const client = await TestClient.open(server.ws)
    client.socket.send(text)
    const told = await error(client)
    expect(told).toMatchObject({ code, retryable: false, ...(path === undefined ? {} : { path }) })
    expect(await client.ask('pong', { action: 'ping', ref: 'p' })).toMatchObject({ ref: 'p' })
    await client.close()
  })

  it('is closed with the code of what it did wrong', async () => {
    const attempts: [(socket: WebSocket) => void, number][] = [
      [(socket) => socket.send(Buffer.from('{"action":"ping","ref":"a"}'), { binary: true }), 1003],
      [(socket) => socket.send(Buffer.from([0x22, 0xc3]), { binary: false }), 1007],
      [(socket) => socket.send('x'.repeat(32_769)), 1009],
    ]
    for (const [attempt, code] of attempts) {
      const client = await TestClient.open(server.ws)
      attempt(client.socket)
      expect(await closed(client)).toMatchObject({ code })
      const types = client.messages.map((m) => (m.type === 'error' ? m.code : m.type))
      expect(types).toEqual(code === 1009 ? ['too_large'] : [])
    }
  })

  it('may send exactly 32,768 bytes', async () => {
    const client = await TestClient.open(server.ws)
    const head = '{"action":"ping","ref":"a"'
    client.socket.send(`${head}${' '.repeat(32_768 - head.length - 1)}}`)
    await client.until('the pong', (m): m is Extract<ServerMessage, { type: 'pong' }> => m.type === 'pong')
    await client.close()
  })

  it('leaves nothing behind when it is gone', async () => {
    const before = server.node.sockets.size
    const client = await TestClient.open(`${server.ws}?channel=all`)
    await eventually('it is there', () => server.node.sockets.size === before + 1)
    client.socket.terminate()
    await eventually('it is gone', () => server.node.sockets.size === before)
  })

  it('that answers no ping is ended', async () => {
    const quick = await serveForTest({ files: { 'board.json': '{"timeouts":{"heartbeatMs":300}}' } })
    const silent = await TestClient.open(quick.ws, ['deltaboard.v1'], { autoPong: false } as ClientOptions)
    const living = await TestClient.open(quick.ws)
    expect(await closed(silent)).toMatchObject({ code: 1006 })
    expect(await living.ask('pong', { action: 'ping', ref: 'a' })).toMatchObject({ ref: 'a' })
    await living.close()
  })

  it('with many slow requests is read no further, until some are done', async () => {
    const waiting: (() => void)[] = []
    const session = {
      connect: async () => ({ ok: true, value: undefined }),
      receive: () => new Promise<void>((done) => waiting.push(done)),
      refuse: async () => {},
      renew: async () => {},
      disconnect: async () => {},
    }
    const slow = await serveForTest({ node: { session: session as never } })
    const client = await TestClient.open(slow.ws)
    // More than one read of the socket holds.
    const filling = 'x'.repeat(20_000)
    const message = JSON.stringify({ action: 'older', ref: 'a', query: { where: filling } })
    for (let i = 0; i < 400; i++) client.socket.send(message)
    await eventually('it is held back', () => waiting.length >= 64)
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
    expect(waiting.length).toBeLessThan(120)
    await eventually('all of them', () => {
      for (const done of waiting) done()
      return waiting.length === 400
    })
    await client.close()
  })
})

describe('where credentials are needed', () => {
  const reader = makeApiKey({ name: 'reader', scopes: ['read'], claims: { team: 'core' } })
  const writer = makeApiKey({ name: 'writer', scopes: ['write'] })
  const nobody = makeApiKey({ name: 'nobody', scopes: ['read'], claims: { team: [] } })
  const rules = [
    { when: { team: 'core' }, allow: { team: { claim: 'team' } } },
    { when: { sub: 'ada' }, allow: {} },
  ]
  let keysServer: ReturnType<typeof createServer>
  let guarded: Served
  let privateKey: CryptoKey

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256')
    privateKey = pair.privateKey
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256' }] })
    keysServer = createServer((_, response) => response.end(keys))
    await new Promise<void>((listening) => keysServer.listen(0, '127.0.0.1', listening))
    const jwks = `http://127.0.0.1:${(keysServer.address() as AddressInfo).port}/`
    guarded = await serve({
      flags: ['--api-keys', 'keys', '--jwks', jwks, '--jwt-issuer', 'id', '--jwt-audience', 'board'],
      files: {
        keys: JSON.stringify([reader, writer, nobody].map(({ entry }) => entry)),
        'board.json': JSON.stringify({ access: rules }),
      },
    })
  })
  afterAll(async () => {
    await guarded.stop()
    keysServer.close()
  })

  function token(seconds: number, more: object = {}): Promise<string> {
    const claims = { sub: 'ada', iss: 'id', aud: 'board', exp: Math.floor(Date.now() / 1000) + seconds, ...more }
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(privateKey)
  }

  it('a client comes in by header or by subprotocol', async () => {
    const good = await token(60)
    const ways: [string[], ClientOptions?][] = [
      [['deltaboard.v1'], { headers: { 'x-api-key': reader.key } }],
      [['deltaboard.v1'], { headers: { authorization: `Bearer ${good}` } }],
      [['deltaboard.v1', `key.${reader.key}`]],
      [['deltaboard.v1', `bearer.${good}`]],
      [[], { headers: { authorization: `bearer ${good}`, 'x-api-key': 'wrong' } }],
    ]
    for (const [protocols, options] of ways) {
      const client = await TestClient.open(guarded.ws, protocols, options)
      expect(await client.ask('pong', { action: 'ping', ref: 'a' })).toMatchObject({ ref: 'a' })
      expect(client.socket.protocol).toBe(protocols.length === 0 ? '' : 'deltaboard.v1')
      await client.close()
    }
  })

  it('who has none, or a wrong one, is refused: by status, or, speaking the protocol, by close code', async () => {
    const expired = await token(-5)
    const cases: [string | undefined, number, number][] = [
      [undefined, 401, 4401],
      ['key.db_wrong', 401, 4401],
      [`bearer.${expired}`, 401, 4401],
      [`bearer.${await token(60, { aud: 'other' })}`, 401, 4401],
      [`key.${writer.key}`, 403, 4403],
    ]
    for (const [credential, status, code] of cases) {
      const client = await TestClient.open(guarded.ws, [
        'deltaboard.v1',
        ...(credential === undefined ? [] : [credential]),
      ])
      expect(await closed(client)).toMatchObject({ code })
      const reasons = client.messages.map((m) => (m.type === 'goodbye' ? m.reason : m.type))
      expect(reasons).toEqual(code === 4401 ? ['unauthorized'] : [])
      const headers = credential === undefined ? {} : { 'sec-websocket-protocol': credential }
      expect((await handshake(http(guarded.ws), headers as Record<string, string>)).status).toBe(status)
    }
  })

  it('who has rights to nothing is refused a channel with 4403', async () => {
    const client = await TestClient.open(`${guarded.ws}?channel=all`, ['deltaboard.v1', `key.${nobody.key}`])
    expect(await error(client)).toMatchObject({ code: 'forbidden' })
    expect(await closed(client)).toMatchObject({ code: 4403 })
  })

  it('a token in the URL is refused unless the configuration allows it', async () => {
    const good = await token(60)
    const query = `?token=${good}`
    expect((await handshake(http(guarded.ws) + query)).status).toBe(401)
    expect((await handshake(http(guarded.ws) + query, { 'x-api-key': reader.key })).status).toBe(401)
    const lenient = await serveForTest({
      flags: ['--api-keys', 'keys'],
      files: { keys: JSON.stringify([reader.entry]), 'board.json': '{"tokensInQuery":true}' },
    })
    expect((await handshake(`${http(lenient.ws)}?key=${reader.key}`)).status).toBe(101)
    expect((await handshake(`${http(lenient.ws)}?key=wrong`)).status).toBe(401)
  })

  it('a token that ends is said goodbye to; a fresh one in time moves the end', async () => {
    const [stays, goes] = await Promise.all(
      [0, 1].map(async () => TestClient.open(guarded.ws, ['deltaboard.v1', `bearer.${await token(4)}`])),
    )
    const message = { action: 'authorize', ref: 'a', token: await token(60) } as const
    await stays?.ask('authorized', message)
    expect(await closed(goes as TestClient)).toEqual({ code: 4408, reason: 'expired' })
    expect(goes?.messages.at(-1)).toEqual({ type: 'goodbye', reason: 'expired', reconnectAfterMs: 0 })
    expect(await stays?.ask('pong', { action: 'ping', ref: 'p' })).toMatchObject({ ref: 'p' })
    await stays?.close()
  })

  it('no credential is logged', () => {
    for (const secret of [reader.key, writer.key, 'eyJ']) expect(guarded.log()).not.toContain(secret)
  })
})

describe('stopping', () => {
  it('says goodbye to everyone, closes with 1001, and takes nothing more', async () => {
    const ending = await serve()
    const clients = await Promise.all(Array.from({ length: 20 }, () => TestClient.open(ending.ws)))
    const started = Date.now()
    await ending.stop()
    expect(Date.now() - started).toBeLessThan(10_000)
    const delays = new Set<number>()
    for (const client of clients) {
      expect(await closed(client)).toEqual({ code: 1001, reason: 'draining' })
      const last = client.messages.at(-1)
      if (last?.type !== 'goodbye') throw new Error('no goodbye')
      expect(last.reason).toBe('draining')
      delays.add(last.reconnectAfterMs)
    }
    expect(delays.size).toBeGreaterThan(5)
    await expect(fetch(`${ending.url}/healthz`)).rejects.toThrow()
  })

  it('delivers what was taken before, and waits for nobody who does not answer', async () => {
    const ending = await serve({ files: { 'board.json': '{"timeouts":{"stopMs":2000}}' } })
    const client = await TestClient.open(`${ending.ws}?channel=all`)
    await eventually('subscribed', () => client.messages.length > 0)
    const deaf = await TestClient.open(ending.ws)
    deaf.socket.pause()
    const events = Array.from({ length: 2000 }, (_, i) => ({ eventId: `e${i}`, service: 's', eventType: 't' }))
    expect((await postEvents(ending.url, events)).status).toBe(200)
    const started = Date.now()
    await ending.stop()
    expect(Date.now() - started).toBeLessThan(5000)
    await closed(client)
    expect(client.liveIds().length).toBe(2000)
    deaf.socket.terminate()
  })

  it('twice is once', async () => {
    const ending = await serve()
    await Promise.all([ending.stop(), ending.stop()])
  })
})
