import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDeltaRecord, readEventRecord } from '../../../src/adapters/aws/sqs/records.js'
import { Producers } from '../../../src/adapters/node/auth/sigv4/producers.js'
import type { JsonObject } from '../../../src/domain/json.js'
import { eventually } from '../../support/eventually.js'
import { rawRequest } from '../server/rawRequest.js'
import { type Guarded, producer, serveGuarded, writer } from './guarded.js'
import { type Signed, send, signedPutEvents } from './signed.js'

/** What the server's clock is ahead, in milliseconds. */
let ahead = 0
let server: Guarded
beforeAll(async () => {
  const producers = new Producers([producer], () => Date.now() + ahead)
  server = await serveGuarded({ node: { producers } })
})
afterAll(() => server.stop())

function entry(detail: JsonObject, source = 'shop', detailType = 'order') {
  return { Source: source, DetailType: detailType, Detail: JSON.stringify(detail) }
}
function signed(detail: JsonObject, at?: number): Signed {
  return signedPutEvents(server.url, producer, [entry(detail)], at)
}
/** How many documents of a service there are, once `count` events were handled in all. */
async function documentsOf(service: string): Promise<number> {
  const client = await server.enter({ role: 'operator' })
  const { parts } = await client.subscribe({ channel: `service:${service}` })
  await client.close()
  return parts.at(-1)?.total ?? 0
}
/** Everything that was sent before is handled, since this came after it. */
let marks = 0
async function handled(): Promise<void> {
  const service = `mark${marks++}`
  await server.put({ service })
  await eventually('the mark', async () => (await documentsOf(service)) === 1)
}

describe('a request that somebody saw, and sends again', () => {
  it('is refused once its five minutes are over, and so is one from the future', async () => {
    const seen = signed({ eventId: 'r1', service: 'replayed' })
    expect(await send(server.url, seen)).toMatchObject({ status: 200, json: { FailedEntryCount: 0 } })
    ahead = 301_000
    const late = await send(server.url, seen)
    ahead = 0
    expect(late).toMatchObject({ status: 403, json: { __type: 'InvalidSignatureException' } })
    const early = await send(server.url, signed({ eventId: 'r2' }, Date.now() + 301_000))
    expect(early).toMatchObject({ status: 403, json: { __type: 'InvalidSignatureException' } })
  })

  it('within them adds nothing, where the producer names its events; where not, it may be stored again', async () => {
    const timestamp = new Date().toISOString()
    const named = signed({ eventId: 'n1', service: 'named', timestamp })
    const bare = signed({ service: 'bare', timestamp })
    for (let i = 0; i < 3; i++) {
      for (const request of [named, bare]) expect((await send(server.url, request)).status).toBe(200)
    }
    await handled()
    expect(await documentsOf('named')).toBe(1)
    expect(await documentsOf('bare')).toBe(3)
  })

  it('opens nothing else: no other path, method, target, host, body, query or day, and nothing without signing', async () => {
    const seen = signed({ eventId: 'o1', service: 'opened' })
    const [, day = ''] = /(\d{8})\//.exec(seen.headers['authorization'] ?? '') ?? []
    const changed: readonly [string, Partial<Signed>][] = [
      ['query', { path: '/?x=1' }],
      ['body', { body: seen.body.replace('o1', 'o2') }],
      ['target', { headers: { ...seen.headers, 'x-amz-target': 'AWSEvents.PutRule' } }],
      ['host', { headers: { ...seen.headers, host: `localhost:${server.port}` } }],
      ['time', { headers: { ...seen.headers, 'x-amz-date': `${day}T000000Z` } }],
      ['no time', { headers: { ...seen.headers, 'x-amz-date': '' } }],
      ['no signature', { headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'x-api-key': writer.key } }],
    ]
    for (const [what, change] of changed) {
      const answer = await send(server.url, { ...seen, ...change })
      expect({ what, status: answer.status }).toEqual({ what, status: 403 })
    }
    const { headers } = seen
    expect((await send(server.url, { ...seen, path: '/events' })).status).toBe(401)
    for (const path of ['dead-letters', 'metrics']) {
      expect((await rawRequest(`${server.url}/${path}`, { headers: { ...headers } })).status).toBe(401)
    }
    await handled()
    expect(await documentsOf('opened')).toBe(0)
  })

  it('a refusal does not tell the secret, the signature that would have been right, or who else may send', async () => {
    const wrong = signedPutEvents(server.url, { ...producer, secretAccessKey: 'guessed' }, [entry({})])
    const nobody = signedPutEvents(server.url, { ...producer, accessKeyId: 'AKIDNOBODY' }, [entry({})])
    const right = /Signature=(\w+)/.exec(signed({}).headers['authorization'] ?? '')?.[1] ?? ''
    for (const request of [wrong, nobody]) {
      const { body, headers, status } = await send(server.url, request)
      expect(status).toBe(403)
      const said = `${body}${JSON.stringify(headers)}${server.log()}`
      for (const secret of [producer.secretAccessKey, right, producer.accessKeyId]) expect(said).not.toContain(secret)
    }
  })
})

describe('a forged delta', () => {
  const now = {
    eventId: 'forged',
    version: 9,
    '@timestamp': '2026-11-24T10:00:00.000Z',
    ingestedAt: '9999-01-01T00:00:00.000Z',
  }
  const delta = { key: '2026-11-24/forged', now: { ...now, team: 'core', service: 'forged', eventType: 'x' }, was: [] }
  const welcome = { to: { connectionId: 'c' }, subscribed: [{ ref: 'r', queryId: 'q' }] }

  it('is an event like any other on the server: nobody is told what it pretends', async () => {
    const viewers = [await server.enter(), await server.enter({ sub: 'op', role: 'operator' })]
    await Promise.all(viewers.map((viewer) => viewer.subscribe({})))
    const entries = [
      entry({ deltas: [delta], team: 'core' }, 'deltaboard', 'deltas'),
      entry({ welcomes: [welcome], team: 'core' }, 'deltaboard', 'welcomes'),
      entry({ ...delta, deltas: [delta], team: 'core' }, 'deltaboard', 'deltas'),
    ]
    expect((await send(server.url, signedPutEvents(server.url, producer, entries))).status).toBe(200)
    for (const viewer of viewers) await eventually('three events', () => viewer.liveIds().length === 3)
    for (const viewer of viewers) {
      const hits = viewer.messages.flatMap((m) => (m.type === 'hits' ? m.hits : []))
      expect(new Set(hits.map((hit) => hit['service']))).toEqual(new Set(['deltaboard']))
      expect(hits.map((hit) => hit.eventId)).not.toContain('forged')
      expect(viewer.messages.filter((m) => m.type === 'subscribed').length).toBe(1)
      await viewer.close()
    }
    expect(await documentsOf('forged')).toBe(0)
  })

  it('is refused by the readers of both queues on AWS, by whichever it comes', () => {
    const envelope = (source: string, type: string, detail: JsonObject) =>
      JSON.stringify({ id: 'e', source, 'detail-type': type, time: '2026-11-24T10:00:00Z', detail })
    const deltas = { deltas: [delta] } as unknown as JsonObject
    for (const type of ['deltas', 'welcomes']) {
      expect(readEventRecord(envelope('deltaboard', type, deltas))).toMatchObject({ ok: false })
    }
    for (const source of ['shop', 'Deltaboard', 'deltaboard ', 'deltaboard\u0000', 'aws.events', '']) {
      expect(readDeltaRecord(envelope(source, 'deltas', deltas))).toMatchObject({ ok: false })
    }
    for (const [type, detail] of [
      ['Deltas', deltas],
      ['__proto__', deltas],
      ['constructor', deltas],
      ['deltas', { deltas: [{ ...delta, now: null }] }],
      ['deltas', { deltas: [welcome] }],
      ['welcomes', { welcomes: [delta] }],
      ['welcomes', deltas],
    ] as const) {
      expect(readDeltaRecord(envelope('deltaboard', type, detail as unknown as JsonObject))).toMatchObject({
        ok: false,
      })
    }
  })
})

describe('an API key', () => {
  it('that may write reads nothing, and one that may read writes nothing', async () => {
    const read = await rawRequest(`${server.url}/metrics`, { headers: { 'x-api-key': writer.key } })
    expect(read).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    const headers = { authorization: `Bearer ${server.issuer.token({ role: 'operator', scope: 'write admin' })}` }
    const body = '{"service":"s","eventType":"t"}'
    const write = await rawRequest(`${server.url}/events`, { method: 'POST', headers, body })
    expect(write).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    const letters = await rawRequest(`${server.url}/dead-letters`, { headers })
    expect(letters).toMatchObject({ status: 403, json: { code: 'forbidden' } })
  })

  it('is no token, and a token no key; neither goes in an URL, by another scheme, or in parts', async () => {
    const token = server.issuer.token()
    for (const headers of [
      { authorization: `Bearer ${writer.key}` },
      { authorization: `Basic ${Buffer.from(`x:${writer.key}`).toString('base64')}` },
      { authorization: writer.key },
      { authorization: `Bearer ${writer.key.slice(0, -1)}`, 'x-api-key': writer.key.slice(-1) },
      { 'x-api-key': token },
      { 'x-api-key': `${writer.key}, ${writer.key}` },
      { 'x-api-key': writer.entry.hash },
      { 'x-api-key': '' },
      { cookie: `key=${writer.key}; token=${token}` },
    ]) {
      const body = '{"service":"s","eventType":"t"}'
      const sent = { method: 'POST', headers: headers as Record<string, string>, body }
      for (const query of ['', `?key=${writer.key}`, `?token=${token}`]) {
        const answer = await rawRequest(`${server.url}/events${query}`, sent)
        expect(answer.status).toBe(401)
        for (const secret of [writer.key, writer.key.slice(3, 20), token]) {
          expect(answer.body + JSON.stringify(answer.headers) + server.log()).not.toContain(secret)
        }
      }
    }
  })
})
