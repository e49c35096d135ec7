import { afterEach, describe, expect, it } from 'vitest'
import { createAccount } from '../../../support/aws/apiGateway/account.js'
import { documentedLimits } from '../../../support/aws/apiGateway/limits.js'
import type { ApiGateway } from '../../../support/aws/apiGateway/startApiGateway.js'
import { eventually } from '../../../support/eventually.js'
import { ManualClock } from '../../../support/manualClock.js'
import { call } from './call.js'
import { type Answers, allow, connected, connectTo, openApi } from './opened.js'

describe('The API Gateway emulator, connecting', () => {
  const open: ApiGateway[] = []
  afterEach(() => Promise.all(open.splice(0).map((api) => api.stop())))
  async function start(answers: Answers = {}, options: Parameters<typeof openApi>[1] = {}) {
    const opened = await openApi(answers, options)
    open.push(opened.api)
    return opened
  }

  it('asks the authorizer with the whole request, whatever it holds, and gives its context on as strings', async () => {
    const { api, calls } = await start({ authorizer: () => allow('*', { subject: 'ada', expires: 7, admin: true }) })
    await connected(`${api.wsUrl}?channel=all&channel=service%3Acheckout`, [], { 'X-Api-Key': 'k' })
    const [asked, connect] = calls
    expect(asked?.event).toMatchObject({
      type: 'REQUEST',
      methodArn: `arn:aws:execute-api:eu-central-1:123456789012:${api.apiId}/live/$connect`,
      headers: { 'X-Api-Key': 'k', Host: `${api.apiId}.execute-api.eu-central-1.amazonaws.com` },
      multiValueHeaders: { 'X-Api-Key': ['k'] },
      queryStringParameters: { channel: 'service:checkout' },
      multiValueQueryStringParameters: { channel: ['all', 'service:checkout'] },
      requestContext: { routeKey: '$connect', eventType: 'CONNECT' },
    })
    expect(connect?.event).toMatchObject({
      multiValueQueryStringParameters: { channel: ['all', 'service:checkout'] },
      isBase64Encoded: false,
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        messageDirection: 'IN',
        stage: 'live',
        apiId: api.apiId,
        domainName: `${api.apiId}.execute-api.eu-central-1.amazonaws.com`,
        authorizer: { principalId: 'user', subject: 'ada', expires: '7', admin: 'true' },
      },
    })
    expect(connect?.event.requestContext.connectionId).toMatch(/^[A-Za-z0-9_-]{15}=$/)
    expect(connect?.event.requestContext.requestTime).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
    expect(connect?.event).not.toHaveProperty('body')
  })

  it.each([
    ['an error `Unauthorized`', 401, () => Promise.reject(new Error('Unauthorized'))],
    ['a denial', 403, () => ({ ...allow(), policyDocument: { Statement: [{ ...statement, Effect: 'Deny' }] } })],
    ['a policy for another route', 403, () => allow('arn:aws:execute-api:eu-central-1:123456789012:other/*')],
    ['any other error', 500, () => Promise.reject(new Error('down'))],
    ['no policy', 500, () => ({ isAuthorized: true })],
    ['a context that is no scalar', 500, () => allow('*', { claims: { team: 'core' } })],
    ['an answer over 8 KB', 500, () => allow('*', { claims: 'x'.repeat(8192) })],
  ])('refuses the upgrade after %s with %i, and calls nothing more', async (_, status, authorizer) => {
    const { api, calls } = await start({ authorizer })
    expect(await connectTo(api.wsUrl)).toBe(status)
    expect(calls.map(({ fn }) => fn)).toEqual(['authorizer'])
    expect(api.counters.refusedConnects).toBe(1)
    expect(api.connections.size).toBe(0)
  })
  const statement = { Action: 'execute-api:Invoke', Resource: '*' }

  it.each([
    ['its status', 403, () => ({ statusCode: 403 })],
    ['502 where it failed', 502, () => Promise.reject(new Error('bug'))],
    ['502 where it gave no proxy answer', 502, () => 'ok'],
  ])('refuses the upgrade as $connect answers: %s', async (_, status, connect) => {
    const { api, calls } = await start({ connect })
    expect(await connectTo(api.wsUrl)).toBe(status)
    expect(calls.map(({ fn }) => fn)).toEqual(['authorizer', 'connect'])
  })

  it('waits 29 s for $connect, then answers 504', async () => {
    const clock = new ManualClock()
    const { api, calls } = await start({ connect: () => new Promise(() => {}) }, { clock })
    const outcome = connectTo(api.wsUrl)
    await eventually('$connect', () => calls.length === 2)
    expect(calls[1]?.context.getRemainingTimeInMillis()).toBe(29_000)
    clock.advance(29_000)
    expect(await outcome).toBe(504)
  })

  it('answers 410 to posts inside $connect, and takes them once it has returned', async () => {
    const inside: number[] = []
    let url = ''
    const { api, calls } = await start({
      async connect({ event }) {
        inside.push((await call(url, 'POST', event.requestContext.connectionId, 'early')).status)
        inside.push((await call(url, 'GET', event.requestContext.connectionId)).status)
        return { statusCode: 200 }
      },
    })
    url = api.managementUrl
    const client = await connected(api.wsUrl)
    expect(inside).toEqual([410, 410])
    const id = calls[1]?.event.requestContext.connectionId
    await eventually('the post', async () => (await call(url, 'POST', id, 'later')).status === 200)
    await eventually('the message', () => client.received.length > 0)
    expect(client.received).toEqual(['later'])
  })

  it('selects no subprotocol by itself, and sends what $connect answers, whatever the case of its name', async () => {
    const { api: silent } = await start()
    // A client that offered some and is answered with none fails the connection.
    expect(await connectTo(silent.wsUrl, ['deltaboard.v1', 'bearer.x'])).toBe(0)
    expect(typeof (await connectTo(silent.wsUrl))).toBe('object')
    const { api } = await start({
      connect: () => ({ statusCode: 200, headers: { 'sec-websocket-protocol': 'deltaboard.v1' } }),
    })
    const client = await connected(api.wsUrl, ['deltaboard.v1', 'bearer.x'])
    expect(client.socket.protocol).toBe('deltaboard.v1')
  })

  it("keeps the case of the client's header names, or lowers them where a proxy stands in front", async () => {
    const { api, calls } = await start({
      connect: () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'a' } }),
    })
    await connected(api.wsUrl, ['a'])
    expect(calls[1]?.event.headers).toHaveProperty(['Sec-WebSocket-Protocol'], 'a')
    api.faults.lowerCaseHeaders = true
    await connected(api.wsUrl, ['a'])
    expect(calls[3]?.event.headers).toHaveProperty(['sec-websocket-protocol'], 'a')
  })

  it('takes 500 connects a second over all APIs of an account, and answers 429 to more', async () => {
    const clock = new ManualClock()
    const limits = { ...documentedLimits, connectsPerSecond: 5 }
    const account = createAccount(clock, limits)
    const [a, b] = [await start({}, { account, clock }), await start({}, { account, clock })]
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, i) => connectTo(i % 2 === 0 ? a.api.wsUrl : b.api.wsUrl)),
    )
    expect(outcomes.filter((outcome) => outcome === 429).length).toBe(3)
    clock.advance(1000)
    expect(typeof (await connectTo(a.api.wsUrl))).toBe('object')
    expect(documentedLimits.connectsPerSecond).toBe(500)
  })

  it('knows its own stage only, and URLs of at most 4,096 characters', async () => {
    const { api } = await start({}, { stage: 'prod' })
    expect(await connectTo(api.wsUrl.replace('/prod', '/other'))).toBe(403)
    expect(await connectTo(`${api.wsUrl}?channel=${'x'.repeat(4096)}`)).toBe(414)
    expect(typeof (await connectTo(`${api.wsUrl}/`))).toBe('object')
  })

  it('keeps APIs apart: an id of one is unknown to another', async () => {
    const [a, b] = [await start(), await start()]
    await connected(a.api.wsUrl)
    const id = a.calls[1]?.event.requestContext.connectionId
    expect(a.api.apiId).not.toBe(b.api.apiId)
    expect((await call(b.api.managementUrl, 'POST', id, 'x')).status).toBe(410)
    expect((await call(a.api.managementUrl, 'POST', id, 'x')).status).toBe(200)
  })
})
