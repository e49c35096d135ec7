import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { documentedLimits } from '../../../support/aws/apiGateway/limits.js'
import type { ApiGateway } from '../../../support/aws/apiGateway/startApiGateway.js'
import { eventually } from '../../../support/eventually.js'
import { ManualClock } from '../../../support/manualClock.js'
import { call } from './call.js'
import { type Answers, allow, connected, openApi } from './opened.js'

describe('The API Gateway emulator, connected', () => {
  const open: ApiGateway[] = []
  afterEach(() => Promise.all(open.splice(0).map((api) => api.stop())))
  async function start(answers: Answers = {}, options: Parameters<typeof openApi>[1] = {}) {
    const opened = await openApi(answers, options)
    open.push(opened.api)
    const client = await connected(opened.api.wsUrl)
    const id: string = opened.calls[1]?.event.requestContext.connectionId
    await eventually('open', () => opened.api.connections.get(id)?.isOpen)
    return { ...opened, client, id }
  }

  it('gives each message to $default in the shape of the real events, and does not send its answer on', async () => {
    const { api, calls, client, id } = await start({
      authorizer: () => allow('*', { subject: 'ada' }),
      message: () => ({ statusCode: 200, body: 'not for the client' }),
    })
    client.socket.send('{"action":"ping","ref":"é"}')
    const { event } = await eventually('the call', () => calls[2])
    expect(event).toMatchObject({
      body: '{"action":"ping","ref":"é"}',
      isBase64Encoded: false,
      requestContext: {
        routeKey: '$default',
        eventType: 'MESSAGE',
        connectionId: id,
        stage: 'live',
        apiId: api.apiId,
        authorizer: { subject: 'ada', principalId: 'user' },
      },
    })
    const { messageId, requestTimeEpoch, connectedAt, domainName } = event.requestContext
    expect(messageId).not.toBe('')
    expect(requestTimeEpoch).toBeGreaterThanOrEqual(connectedAt)
    expect(domainName).toContain('.execute-api.')
    expect(event).not.toHaveProperty('headers')
    await call(api.managementUrl, 'POST', id, 'a post')
    await eventually('the post', () => client.received.length > 0)
    expect(client.received).toEqual(['a post'])
  })

  it('gives messages to $default side by side, so that nothing keeps their order', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const over: string[] = []
    const { client } = await start({
      async message({ event }) {
        if (event.body === 'first') await held
        over.push(event.body)
      },
    })
    client.socket.send('first')
    client.socket.send('second')
    await eventually('the second', () => over.length === 1)
    expect(over).toEqual(['second'])
    release()
    await eventually('the first', () => over.length === 2)
  })

  it('takes frames of 32 KB and messages of 128 KB in such frames, and closes with 1009 on more', async () => {
    const { calls, client } = await start()
    client.socket.send('x'.repeat(32_768))
    for (let i = 0; i < 4; i++) client.socket.send('y'.repeat(32_768), { fin: i === 3 })
    await eventually('both', () => calls.length === 4)
    expect(calls.slice(2).map(({ event }) => event.body.length)).toEqual([32_768, 131_072])
    client.socket.send('x'.repeat(32_769))
    await eventually('closed', () => client.closed)
    expect(client.closed?.code).toBe(1009)
    const another = await start()
    for (let i = 0; i < 5; i++) another.client.socket.send('y'.repeat(30_000), { fin: i === 4 })
    await eventually('closed', () => another.client.closed)
    expect(another.client.closed?.code).toBe(1009)
    expect(calls.filter(({ fn }) => fn === 'message').length).toBe(2)
    expect(another.calls.filter(({ fn }) => fn === 'message')).toEqual([])
  })

  it('closes with 1003 on a binary frame, and with 1007 on what is no UTF-8', async () => {
    const binary = await start()
    binary.client.socket.send(Buffer.from('{}'), { binary: true })
    await eventually('closed', () => binary.client.closed)
    expect(binary.client.closed?.code).toBe(1003)
    const broken = await start()
    broken.client.socket.send(Buffer.from([0xc3, 0x28]), { binary: false })
    await eventually('closed', () => broken.client.closed)
    expect(broken.client.closed?.code).toBe(1007)
    expect([...binary.calls, ...broken.calls].filter(({ fn }) => fn === 'message')).toEqual([])
  })

  it('sends a larger post in frames of 32 KB', async () => {
    const { api, client, id } = await start()
    const network = (client.socket as WebSocket & { _socket: Socket })._socket
    const frames: number[] = []
    let skip = 0
    network.prependListener('data', (chunk: Buffer) => {
      let at = skip
      while (at + 4 <= chunk.length) {
        const short = (chunk[at + 1] ?? 0) & 0x7f
        const length = short === 126 ? chunk.readUInt16BE(at + 2) : short
        frames.push(short === 127 ? Number.NaN : length)
        at += (short === 126 ? 4 : 2) + length
      }
      skip = at - chunk.length
    })
    await call(api.managementUrl, 'POST', id, 'x'.repeat(100_000))
    await eventually('the message', () => client.received.length === 1)
    expect(client.received[0]?.length).toBe(100_000)
    expect(frames).toEqual([32_768, 32_768, 32_768, 1696])
    expect(api.counters).toMatchObject({ posts: 1, bytes: 100_000, units: 4 })
  })

  it('closes after ten minutes without a message in either direction, and after two hours whatever happens', async () => {
    const clock = new ManualClock()
    const { api, calls, client, id } = await start({}, { clock })
    for (let minutes = 9; minutes < 119; minutes += 9) {
      clock.advance(9 * 60_000)
      if (minutes % 2 === 0) {
        const before = calls.length
        client.socket.send('still here')
        await eventually('the call', () => calls.length > before)
      } else expect((await call(api.managementUrl, 'POST', id, 'x')).status).toBe(200)
    }
    expect(client.closed).toBeUndefined()
    clock.advance(7_200_000 - 13 * 9 * 60_000)
    await eventually('closed', () => client.closed)
    expect(client.closed?.code).toBe(1001)
    const idle = await start({}, { clock })
    clock.advance(599_999)
    expect((await call(idle.api.managementUrl, 'GET', idle.id)).status).toBe(200)
    clock.advance(1)
    await eventually('closed', () => idle.client.closed)
    expect(idle.client.closed?.code).toBe(1001)
    const { event } = await eventually('$disconnect', () => idle.calls.find(({ fn }) => fn === 'disconnect'))
    expect(event.requestContext).toMatchObject({ disconnectStatusCode: 1001, routeKey: '$disconnect' })
    expect(documentedLimits).toMatchObject({ idleMs: 600_000, ageMs: 7_200_000 })
  })

  it('calls $disconnect with the code and reason of the client, and never where that is lost', async () => {
    const { api, calls, client, id } = await start()
    client.socket.close(4000, 'bye')
    const { event } = await eventually('$disconnect', () => calls.find(({ fn }) => fn === 'disconnect'))
    expect(event).toMatchObject({
      requestContext: {
        routeKey: '$disconnect',
        eventType: 'DISCONNECT',
        connectionId: id,
        disconnectStatusCode: 4000,
        disconnectReason: 'bye',
      },
      isBase64Encoded: false,
    })
    expect((await call(api.managementUrl, 'POST', id, 'x')).status).toBe(410)
    api.faults.loseDisconnect = true
    const lost = await connected(api.wsUrl)
    const [lostId] = [...api.connections.keys()]
    lost.socket.terminate()
    await eventually('gone', () => api.connections.size === 0)
    expect((await call(api.managementUrl, 'POST', lostId ?? '', 'x')).status).toBe(410)
    expect(calls.filter(({ fn }) => fn === 'disconnect').length).toBe(1)
    expect(api.counters.disconnects).toBe(2)
  })

  it('tells the client of an integration that failed, and of one that took longer than 29 s, and lets that run on', async () => {
    const clock = new ManualClock()
    let finish = () => {}
    let over = false
    const { api, client } = await start(
      {
        async message({ event }) {
          if (event.body === 'bug') throw new Error('secret detail')
          await new Promise<void>((resolve) => {
            finish = resolve
          })
          over = true
        },
      },
      { clock },
    )
    client.socket.send('bug')
    await eventually('told', () => client.received.length === 1)
    expect(JSON.parse(client.received[0] ?? '')).toMatchObject({ message: 'Internal server error' })
    client.socket.send('slow')
    await eventually('called', () => api.counters.invoked.message === 2)
    clock.advance(29_000)
    await eventually('told', () => client.received.length === 2)
    expect(JSON.parse(client.received[1] ?? '')).toMatchObject({ message: 'Endpoint request timed out' })
    expect(over).toBe(false)
    finish()
    await eventually('over', () => over)
    expect(client.received.join('')).not.toContain('secret')
    expect(documentedLimits.integrationMs).toBe(29_000)
  })

  it('counts client messages and posts of all APIs against one bucket', async () => {
    const clock = new ManualClock()
    const { api, client, id } = await start({}, { clock, limits: { requestsPerSecond: 10, requestBurst: 3 } })
    client.socket.send('one')
    await eventually('taken', () => api.counters.invoked.message === 1)
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await call(api.managementUrl, 'POST', id, 'x')).status)
    expect(statuses).toEqual([200, 200, 429, 429])
    client.socket.send('two')
    await eventually('told', () => client.received.some((text) => text.includes('Too Many Requests')))
    expect(api.counters.invoked.message).toBe(1)
    clock.advance(100)
    expect((await call(api.managementUrl, 'POST', id, 'x')).status).toBe(200)
    expect(documentedLimits).toMatchObject({ requestsPerSecond: 10_000, requestBurst: 5000 })
  })

  it('answers 429 for one client that does not read, and not for others', async () => {
    const { api, client, id } = await start({}, { limits: { socketBufferBytes: 100_000 } })
    const quick = await connected(api.wsUrl)
    const quickId = [...api.connections.keys()].find((key) => key !== id) ?? ''
    client.socket.pause()
    await eventually('429', async () => (await call(api.managementUrl, 'POST', id, 'x'.repeat(131_072))).status === 429)
    expect((await call(api.managementUrl, 'POST', quickId, 'x')).status).toBe(200)
    await eventually('the other', () => quick.received.length === 1)
    client.socket.resume()
    await eventually('read', async () => (await call(api.managementUrl, 'POST', id, 'x')).status === 200)
  })

  it('cuts a client that is dropped without a close frame', async () => {
    const { api, client, id, calls } = await start()
    api.connections.get(id)?.drop()
    await eventually('closed', () => client.closed)
    expect(client.closed?.code).toBe(1006)
    await eventually('$disconnect', () => calls.some(({ fn }) => fn === 'disconnect'))
  })
})
