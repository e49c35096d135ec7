import { gzipSync } from 'node:zlib'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import type { RawEvent } from '../../../src/domain/event/rawEvent.js'
import type { Published } from '../../../src/ports/eventBus.js'
import { rawRequest } from './rawRequest.js'
import { type Served, serve, serveForTest } from './serve.js'

const good = { Source: 'shop', DetailType: 'paid', Detail: '{"service":"shop"}' }
const event = { service: 'shop', eventType: 'paid' }
const aws = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' }

let server: Served
beforeAll(async () => {
  server = await serve()
})
afterAll(() => server.stop())

function putEvents(body: string | Uint8Array, headers: Record<string, string> = aws, url = server.url) {
  return rawRequest(`${url}/`, { method: 'POST', headers, body })
}
function postEvents(body: string | Uint8Array, headers: Record<string, string> = {}, url = server.url) {
  return rawRequest(`${url}/events`, { method: 'POST', headers, body })
}

describe('PutEvents', () => {
  it('answers each entry in its place, in the form of AWS JSON 1.1', async () => {
    const answer = await putEvents(
      JSON.stringify({ Entries: [good, { ...good, Detail: undefined }, { ...good, Detail: 'x' }] }),
    )
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/x-amz-json-1.1')
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.json).toEqual({
      FailedEntryCount: 2,
      Entries: [
        { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        { ErrorCode: 'InvalidArgument', ErrorMessage: expect.stringContaining('Detail') },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      ],
    })
  })

  it.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ['bad JSON', '{"Entries":', aws, 400, 'SerializationException'],
    ['eleven entries', JSON.stringify({ Entries: Array(11).fill(good) }), aws, 400, 'ValidationException'],
    ['no entry', '{"Entries":[]}', aws, 400, 'ValidationException'],
    ['another operation', '{}', { ...aws, 'x-amz-target': 'AWSEvents.ListRules' }, 400, 'UnknownOperationException'],
    ['another service', '{}', { ...aws, 'x-amz-target': 'Kinesis.PutRecords' }, 400, 'UnknownOperationException'],
    ['no operation', '{}', {}, 400, 'UnknownOperationException'],
    ['gzip that is none', '{}', { ...aws, 'content-encoding': 'gzip' }, 400, 'SerializationException'],
    ['another encoding', '{}', { ...aws, 'content-encoding': 'br' }, 400, 'SerializationException'],
    [
      '1 MB + 1 KB',
      JSON.stringify({ Entries: [{ ...good, Detail: JSON.stringify({ m: 'x'.repeat(2 ** 20 + 1024) }) }] }),
      aws,
      400,
      'ValidationException',
    ],
    ['9 MB', new Uint8Array(9 * 2 ** 20), aws, 413, 'RequestEntityTooLargeException'],
    [
      '9 MB as gzip',
      gzipSync(new Uint8Array(9 * 2 ** 20)),
      { ...aws, 'content-encoding': 'gzip' },
      413,
      'RequestEntityTooLargeException',
    ],
  ])('refuses %s as AWS does', async (_, body, headers, status, type) => {
    const answer = await putEvents(body, headers)
    expect(answer.status).toBe(status)
    expect(answer.json).toEqual({ __type: type, message: expect.stringMatching(/./) })
    expect(answer.headers['x-amzn-errortype']).toBe(type)
  })

  it('takes gzip', async () => {
    const answer = await putEvents(gzipSync(JSON.stringify({ Entries: [good] })), {
      ...aws,
      'content-encoding': 'gzip',
    })
    expect(answer).toMatchObject({ status: 200, json: { FailedEntryCount: 0 } })
  })

  it('says which entries the bus did not take', async () => {
    const answers: Published[] = ['ok', { retry: 'full' }, { refused: { code: 'too_large', message: 'too much' } }]
    const taken: RawEvent[] = []
    const accept = {
      details: () => Promise.reject(new Error('not called')),
      entries: async (events: readonly RawEvent[]) => {
        taken.push(...events)
        return answers
      },
    }
    const { url } = await serveForTest({ node: { accept: accept as never }, now: () => 1_795_478_400_000 })
    const Entries = [good, { ...good, Detail: '!' }, good, { ...good, Time: 1 }]
    const { json } = await putEvents(JSON.stringify({ Entries }), aws, url)
    expect(json).toEqual({
      FailedEntryCount: 3,
      Entries: [
        { EventId: taken[0]?.id },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        { ErrorCode: 'ThrottlingException', ErrorMessage: expect.any(String) },
        { ErrorCode: 'InvalidArgument', ErrorMessage: 'too much' },
      ],
    })
    expect(taken.map(({ time }) => time)).toEqual([
      '2026-11-24T00:00:00.000Z',
      '2026-11-24T00:00:00.000Z',
      '1970-01-01T00:00:01.000Z',
    ])
    expect(taken[0]).toMatchObject({ source: 'shop', detailType: 'paid', detail: { service: 'shop' } })
  })
})

describe('POST /events', () => {
  it('takes NDJSON and arrays, whatever the Content-Type', async () => {
    const line = JSON.stringify(event)
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense']) {
      const headers = { 'content-type': type }
      expect(await postEvents(`${line}\n${line}\n`, headers)).toMatchObject({
        status: 200,
        json: { accepted: 2, refused: [] },
      })
      expect(await postEvents(`[${line},${line},${line}]`, headers)).toMatchObject({
        json: { accepted: 3, refused: [] },
      })
    }
    expect(await postEvents(gzipSync(line), { 'content-encoding': 'gzip' })).toMatchObject({ json: { accepted: 1 } })
    expect(await postEvents(JSON.stringify(event, null, 2))).toMatchObject({ json: { accepted: 1 } })
  })

  it('names each line that it refuses, and takes the others', async () => {
    const lines = [event, { service: 'shop' }, 'x', { ...event, status: 'many' }, { ...event, timestamp: 0 }, event]
    const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
    const answer = await postEvents(body)
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      accepted: 2,
      refused: [
        { line: 2, code: 'missing_field', message: expect.stringContaining('eventType') },
        { line: 3, code: 'bad_json', message: expect.any(String) },
        { line: 4, code: 'bad_field', message: expect.stringContaining('status') },
        { line: 5, code: 'too_old', message: expect.any(String) },
      ],
    })
  })

  it.each<[string, string | Uint8Array, number, string]>([
    ['nothing', '', 400, 'no_events'],
    ['an empty array', '[]', 400, 'no_events'],
    ['half an array', '[{}', 400, 'bad_json'],
    ['nothing acceptable', '{}\nx', 400, 'bad_request'],
    ['more than 8 MB', new Uint8Array(8 * 2 ** 20 + 1).fill(32), 413, 'too_large'],
  ])('refuses %s', async (_, body, status, code) => {
    expect(await postEvents(body)).toMatchObject({ status, json: { code, message: expect.any(String) } })
  })

  it('refuses a small gzip that is large, and encodings that it does not know', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 32))
    expect(await postEvents(bomb, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 413,
      json: { code: 'too_large' },
    })
    expect(await postEvents('{}', { 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
      json: { code: 'bad_encoding' },
    })
    expect(await postEvents('{}', { 'content-encoding': 'zstd' })).toMatchObject({ status: 415 })
  })

  it('takes 8 MB, and answers others in between', async () => {
    const line = `${JSON.stringify({ ...event, message: 'm'.repeat(200) })}\n`
    const body = line.repeat(Math.floor((8 * 2 ** 20) / line.length))
    const answered: string[] = []
    const large = postEvents(body).then((answer) => {
      answered.push('large')
      return answer
    })
    await rawRequest(`${server.url}/healthz`).then(() => answered.push('small'))
    expect(await large).toMatchObject({ status: 200 })
    expect(answered).toEqual(['small', 'large'])
  })

  it('says 429 when nothing more can be taken, and which lines to send again', async () => {
    let calls = 0
    const accept = {
      entries: () => Promise.reject(new Error('not called')),
      details: async (lines: readonly { line: number }[]) => {
        calls++
        const [first, ...rest] = lines
        expect(first?.line).toBe(1)
        const refused = rest.map(({ line }) => ({ line, code: 'unavailable', message: 'full' }))
        return { accepted: 1, refused, retryLater: true }
      },
    }
    const { url } = await serveForTest({ node: { accept: accept as never } })
    const answer = await postEvents(`${JSON.stringify(event)}\n`.repeat(1200), {}, url)
    expect(answer).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      json: { code: 'rate_limited', accepted: 1 },
    })
    const { refused } = answer.json as { refused: { line: number; code: string }[] }
    expect(refused.map(({ line }) => line)).toEqual(Array.from({ length: 1199 }, (_, i) => i + 2))
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['unavailable']))
    expect(calls).toBe(1)
  })
})

describe('where credentials are needed', () => {
  const reader = makeApiKey({ name: 'reader', scopes: ['read'] })
  const writer = makeApiKey({ name: 'writer', scopes: ['write'] })
  const admin = makeApiKey({ name: 'admin', scopes: ['admin'] })
  const producer = {
    name: 'shop',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  }
  let closed: Served

  beforeAll(async () => {
    const keys = JSON.stringify([reader, writer, admin].map(({ entry }) => entry))
    const files = { keys, producers: JSON.stringify([producer]) }
    closed = await serve({ flags: ['--api-keys', 'keys', '--producer-keys', 'producers'], files })
  })
  afterAll(() => closed.stop())

  it('the page and health are for everyone', async () => {
    for (const path of ['/healthz', '/readyz', '/config.json'])
      expect((await rawRequest(closed.url + path)).status).toBe(200)
    expect(await rawRequest(`${closed.url}/config.json`)).toMatchObject({ json: { auth: 'required' } })
  })

  it('/events wants the scope write, /metrics the scope read', async () => {
    const body = JSON.stringify(event)
    const post = async (headers: Record<string, string>) => (await postEvents(body, headers, closed.url)).status
    const metrics = async (headers: Record<string, string>) =>
      (await rawRequest(`${closed.url}/metrics`, { headers })).status
    for (const wrong of [
      {},
      { 'x-api-key': 'db_wrong' },
      { authorization: 'Basic eDp5' },
      { authorization: 'Bearer x' },
    ]) {
      expect([await post(wrong as never), await metrics(wrong as never)]).toEqual([401, 401])
    }
    const as = ({ key }: { key: string }) => ({ 'x-api-key': key })
    expect([await post(as(reader)), await metrics(as(reader))]).toEqual([403, 200])
    expect([await post(as(writer)), await metrics(as(writer))]).toEqual([200, 403])
    expect([await post(as(admin)), await metrics(as(admin))]).toEqual([200, 200])
    const refused = await postEvents(body, {}, closed.url)
    expect(refused).toMatchObject({ headers: { 'www-authenticate': 'Bearer' }, json: { code: 'unauthorized' } })
  })

  it('a sender with a large body reads why it was refused', async () => {
    const answer = await postEvents(new Uint8Array(4 * 2 ** 20), {}, closed.url)
    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } })
  })

  it('PutEvents wants a signature, and the AWS SDK makes one', async () => {
    const send = (credentials: { accessKeyId: string; secretAccessKey: string }, endpoint = closed.url) => {
      const client = new EventBridgeClient({
        region: 'eu-west-1',
        endpoint,
        credentials: { ...credentials },
        maxAttempts: 1,
      })
      return client
        .send(new PutEventsCommand({ Entries: [{ ...good, Time: new Date() }] }))
        .finally(() => client.destroy())
    }
    expect(await send(producer)).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] })
    await expect(send({ ...producer, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    })
    await expect(send({ ...producer, accessKeyId: 'AKIDWRONG' })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
    const based = await serveForTest({
      flags: ['--producer-keys', 'producers', '--base-path', '/board'],
      files: { producers: JSON.stringify([producer]) },
    })
    expect(await send(producer, based.url)).toMatchObject({ FailedEntryCount: 0 })
    const unsigned = await putEvents(JSON.stringify({ Entries: [good] }), aws, closed.url)
    expect(unsigned).toMatchObject({ status: 403, json: { __type: 'MissingAuthenticationTokenException' } })
    const withKey = await putEvents('{}', { ...aws, 'x-api-key': admin.key }, closed.url)
    expect(withKey).toMatchObject({ status: 403, json: { __type: 'MissingAuthenticationTokenException' } })
  })

  it('a signature is over the name that the producer used, where a trusted proxy says which', async () => {
    const files = { producers: JSON.stringify([producer]) }
    const status = async (flags: string[]) => {
      const { url } = await serveForTest({ flags: ['--producer-keys', 'producers', ...flags], files })
      let answered = 0
      const client = new EventBridgeClient({
        region: 'eu-west-1',
        endpoint: 'https://board.example',
        credentials: { ...producer },
        maxAttempts: 1,
        requestHandler: {
          async handle(signed: { headers: Record<string, string>; body: string }) {
            const headers = { ...signed.headers, host: '10.0.0.7:8080', 'x-forwarded-host': 'board.example' }
            answered = (await rawRequest(`${url}/`, { method: 'POST', headers, body: signed.body })).status
            throw new Error('seen')
          },
        } as never,
      })
      await expect(client.send(new PutEventsCommand({ Entries: [good] }))).rejects.toThrow('seen')
      return answered
    }
    expect(await status(['--trust-proxy'])).toBe(200)
    expect(await status([])).toBe(403)
  })

  it('no secret is logged, nor any event', async () => {
    await postEvents(
      '{"service":"planted-service","eventType":"t","message":"planted-body"}',
      { 'x-api-key': writer.key },
      closed.url,
    )
    await postEvents('planted-garbage', { authorization: 'Bearer planted-token' }, closed.url)
    await rawRequest(`${closed.url}/healthz?token=planted-query`)
    await rawRequest(`${closed.url}/planted-path`)
    const log = closed.log()
    expect(log).toContain('"path":"/events"')
    for (const secret of ['planted', writer.key, admin.key, producer.secretAccessKey, producer.accessKeyId]) {
      expect(log).not.toContain(secret)
    }
  })
})
