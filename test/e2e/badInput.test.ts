import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorMessage, ServerMessage } from '../../src/domain/wire/serverMessage.js'
import { rawBytes, rawRequest } from '../entrypoints/server/rawRequest.js'
import { type SpawnedServer, spawnServer } from '../entrypoints/server/spawnServer.js'
import { eventually } from '../support/eventually.js'
import { putEvents } from '../support/send.js'
import { TestClient } from '../support/testClient.js'

let server: SpawnedServer
/** Somebody else, who must not notice. */
let witness: TestClient
const clients: TestClient[] = []
let counter = 0

beforeAll(async () => {
  const timeouts = { headersMs: 5000, requestMs: 20_000, slowMs: 2000 }
  server = await spawnServer(['--max-bytes', '32MB'], { timeouts })
  witness = await TestClient.open(`${server.ws}?channel=service:witness`)
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
  expect(server.log()).not.toMatch(/"level":[56]0/)
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate()
  const eventId = `witness-${counter++}`
  await putEvents(`${server.url}/`, [{ eventId, service: 'witness', eventType: 'seen' }])
  await eventually('the other client gets its event', () => witness.liveIds().includes(eventId))
  expect(server.process.exitCode).toBeNull()
})

async function open(): Promise<TestClient> {
  const client = await TestClient.open(server.ws)
  clients.push(client)
  return client
}
const isError = (m: ServerMessage): m is ErrorMessage => m.type === 'error'
const closed = (client: TestClient) => eventually('closed', () => client.closed)

describe('a message that is none', () => {
  const deep = `${'{"not":'.repeat(200)}{}${'}'.repeat(200)}`
  const subscribe = (where: string) => `{"action":"subscribe","ref":"r","query":{"where":${where}}}`

  it.each<[string, string, Partial<ErrorMessage>]>([
    ['no JSON', 'hello', { code: 'bad_request' }],
    ['an unknown action', '{"action":"drop","ref":"r"}', { code: 'bad_request', path: 'action', ref: 'r' }],
    ['no ref', '{"action":"ping"}', { code: 'bad_request', path: 'ref' }],
    ['a ref of 65 bytes', `{"action":"ping","ref":"${'r'.repeat(65)}"}`, { code: 'bad_request', path: 'ref' }],
    ['a where 200 deep', subscribe(deep), { code: 'bad_query', ref: 'r' }],
    [
      'a where with __proto__',
      subscribe('{"__proto__":{"gte":1}}'),
      { code: 'bad_query', path: 'where.__proto__', ref: 'r' },
    ],
    ['an unknown field', subscribe('{"servise":"x"}'), { code: 'bad_query', path: 'where.servise', ref: 'r' }],
    [
      'a value of the wrong type',
      subscribe('{"status":{"gte":"x"}}'),
      { code: 'bad_query', path: 'where.status.gte', ref: 'r' },
    ],
    ['an unknown query', '{"action":"fetch","ref":"r","queryId":"q","keys":[]}', { code: 'unknown_query', ref: 'r' }],
  ])('%s is answered with its place, and the client goes on', async (_, text, told) => {
    const client = await open()
    client.socket.send(text)
    const error = await client.until('an error', isError)
    expect(error).toMatchObject({ ...told, retryable: false, message: expect.stringMatching(/./) })
    expect(error.ref).toBe(told.ref)
    if (told.code === 'bad_query') expect(error.path).toMatch(/^where/)
    expect(JSON.stringify(error).length).toBeLessThan(1000)
    expect(await client.ask('pong', { action: 'ping', ref: 'p' })).toMatchObject({ ref: 'p' })
  })

  it.each<[string, string | Buffer, boolean, number, string[]]>([
    ['a binary frame', Buffer.from('{"action":"ping","ref":"r"}'), true, 1003, []],
    ['a frame of 1 MB', 'x'.repeat(2 ** 20), false, 1009, ['too_large']],
    ['a ref of 1 MB', `{"action":"ping","ref":"${'r'.repeat(2 ** 20)}"}`, false, 1009, ['too_large']],
    ['half a UTF-8 sequence', Buffer.from([0x22, 0xe2, 0x82]), false, 1007, []],
  ])('%s closes the connection with its code', async (_, data, binary, code, errors) => {
    const client = await open()
    client.socket.send(data, { binary })
    expect(await closed(client)).toMatchObject({ code })
    expect(client.messages.filter(isError).map((m) => m.code)).toEqual(errors)
    for (const frame of client.frames) expect(frame.length).toBeLessThan(1000)
  })

  it('10,000 subscriptions are 100, and the others are told so', async () => {
    const client = await open()
    for (let i = 0; i < 10_000; i++) {
      client.send({ action: 'subscribe', ref: `r${i}`, query: { where: { status: i } }, snapshot: false })
    }
    await eventually('all answers', () => client.messages.length >= 10_000, 60_000)
    expect(client.messages.filter((m) => m.type === 'subscribed').length).toBe(100)
    const errors = client.messages.filter(isError)
    expect(new Set(errors.map((m) => m.code))).toEqual(new Set(['too_many_subscriptions']))
    expect(errors.length).toBe(9900)
    expect(await client.ask('pong', { action: 'ping', ref: 'p' })).toMatchObject({ ref: 'p' })
  })
})

describe('a connection that is none', () => {
  it('an upgrade that comes a byte at a time is closed with 408', async () => {
    const head = 'GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upg'
    expect(await rawBytes(server.port, head)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('1,000 connects in a second are all answered', async () => {
    const opened = await Promise.all(Array.from({ length: 1000 }, open))
    const pongs = await Promise.all(opened.map((client) => client.ask('pong', { action: 'ping', ref: 'p' })))
    expect(pongs.length).toBe(1000)
  })

  it('a client that never reads is told `lagging`, costs no memory, and is closed with 4429', async () => {
    const rss = async () =>
      Number(/^process_resident_memory_bytes (\S+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1])
    const deaf = await open()
    await deaf.subscribe({ channel: 'service:flood', limit: 1 })
    deaf.socket.pause()
    const before = await rss()
    const line = JSON.stringify({ service: 'flood', eventType: 't', text: 'x'.repeat(20_000) })
    const body = `${line}\n`.repeat(300)
    let sent = 0
    const dropped = async () =>
      Number(
        /^deltaboard_dropped_hits_total\{why="slow"\} (\d+)$/m.exec(
          await (await fetch(`${server.url}/metrics`)).text(),
        )?.[1],
      )
    await eventually(
      'something is shed',
      async () => {
        const answer = await rawRequest(`${server.url}/events`, { method: 'POST', body })
        if (answer.status === 200) sent += 300
        return sent >= 2400 && (await dropped()) > 0
      },
      60_000,
    )
    // Sent in all: far more than the bound of what may wait for one reader.
    expect(sent * line.length).toBeGreaterThan(20 * 2 ** 20)
    expect((await rss()) - before).toBeLessThan(256 * 2 ** 20)
    await eventually('given up', async () =>
      /deltaboard_connections 1\n/.test(await (await fetch(`${server.url}/metrics`)).text()),
    )
    deaf.socket.resume()
    expect(await closed(deaf)).toMatchObject({ code: 4429 })
    const last = deaf.messages.slice(-2)
    expect(last).toMatchObject([
      { type: 'lagging', missed: expect.any(Number) },
      { type: 'goodbye', reason: 'slow' },
    ])
    const missed = (last[0] as { missed: number }).missed
    expect(missed).toBeGreaterThan(0)
    expect(deaf.liveIds().length + missed).toBeLessThanOrEqual(sent)
  })
})

describe('PutEvents', () => {
  const good = { Source: 'shop', DetailType: 'paid', Detail: '{}' }
  const aws = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' }
  const large = JSON.stringify({ m: 'x'.repeat(2 ** 20 + 1024) })
  const put = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    rawRequest(`${server.url}/`, { method: 'POST', headers: { ...aws, ...headers }, body })

  it.each<[string, string | Uint8Array, Record<string, string>, string]>([
    ['the wrong target', '{}', { 'x-amz-target': 'AWSEvents.PutRule' }, 'UnknownOperationException'],
    ['eleven entries', JSON.stringify({ Entries: Array(11).fill(good) }), {}, 'ValidationException'],
    ['1 MB + 1 KB', JSON.stringify({ Entries: [{ ...good, Detail: large }] }), {}, 'ValidationException'],
    ['bad JSON', '{"Entries":[', {}, 'SerializationException'],
    ['half a UTF-8 sequence', Buffer.from([0x7b, 0xe2, 0x82]), {}, 'SerializationException'],
    ['broken gzip', 'x', { 'content-encoding': 'gzip' }, 'SerializationException'],
    ['another encoding', 'x', { 'content-encoding': 'br' }, 'SerializationException'],
    [
      'a gzip bomb',
      gzipSync(Buffer.alloc(64 * 2 ** 20)),
      { 'content-encoding': 'gzip' },
      'RequestEntityTooLargeException',
    ],
  ])('%s is refused as AWS does', async (_, body, headers, type) => {
    const answer = await put(body, headers)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.json).toMatchObject({ __type: type, message: expect.stringMatching(/./) })
  })

  it('an entry without Detail fails alone', async () => {
    const answer = await put(JSON.stringify({ Entries: [{ Source: 's', DetailType: 't' }, good] }))
    expect(answer).toMatchObject({
      status: 200,
      json: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InvalidArgument' }, { EventId: expect.any(String) }] },
    })
  })

  it('what is refused later has its id, ends among the dead letters, and is counted', async () => {
    const count = async () =>
      Number(
        /^deltaboard_events_total\{outcome="refused"\} (\d+)$/m.exec(
          await (await fetch(`${server.url}/metrics`)).text(),
        )?.[1],
      )
    const before = await count()
    const details = [
      { timestamp: 0 },
      { timestamp: '2100-01-01T00:00:00Z' },
      { status: 'many' },
      { version: 0 },
      { eventId: '' },
    ]
    const Entries = details.map((detail) => ({ ...good, Detail: JSON.stringify(detail) }))
    expect(await put(JSON.stringify({ Entries }))).toMatchObject({ json: { FailedEntryCount: 0 } })
    await eventually('all counted', async () => (await count()) === before + details.length)
  })
})

describe('POST /events', () => {
  it('names the line, the code and the field of each fault', async () => {
    const base = { service: 's', eventType: 't' }
    const lines: (object | string)[] = [
      { ...base, timestamp: 0 },
      { ...base, timestamp: '2100-01-01T00:00:00Z' },
      { ...base, status: 'many' },
      { ...base, timestamp: '2026-11-24T00:00:00' },
      { ...base, version: 1.5 },
      { ...base, eventId: '\ud800' },
      { service: 's' },
      'null',
      'x',
      { ...base, text: 'x'.repeat(300_000) },
    ]
    const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
    const answer = await rawRequest(`${server.url}/events`, { method: 'POST', body })
    expect(answer.status).toBe(400)
    const { refused } = answer.json as { refused: { line: number; code: string; message: string }[] }
    expect(refused.map(({ line, code }) => [line, code])).toEqual([
      [1, 'too_old'],
      [2, 'in_future'],
      [3, 'bad_field'],
      [4, 'bad_timestamp'],
      [5, 'bad_version'],
      [6, 'bad_event_id'],
      [7, 'missing_field'],
      [8, 'not_an_object'],
      [9, 'bad_json'],
      [10, 'too_large'],
    ])
    expect(refused[2]?.message).toContain('status')
    for (const { message } of refused) expect(message.length).toBeLessThan(300)
  })
})
