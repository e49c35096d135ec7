import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ApiGateway } from '../../../support/aws/apiGateway/startApiGateway.js'
import { eventually } from '../../../support/eventually.js'
import { call } from './call.js'
import { type Client, connected, openApi } from './opened.js'

describe('The API Gateway emulator, @connections', () => {
  let api: ApiGateway
  let client: Client
  let id: string
  beforeEach(async () => {
    ;({ api } = await openApi())
    client = await connected(api.wsUrl, [], { 'user-agent': 'a browser' })
    id = [...api.connections.keys()][0] ?? ''
    await eventually('open', () => api.connections.get(id)?.isOpen)
  })
  afterEach(() => api.stop())

  it('takes what the AWS SDK sends, and answers its errors by name', async () => {
    const sdk = new ApiGatewayManagementApiClient({
      endpoint: api.managementUrl,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    })
    await sdk.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'hello' }))
    await eventually('the message', () => client.received.length === 1)
    const told = await sdk.send(new GetConnectionCommand({ ConnectionId: id }))
    expect(told.Identity).toMatchObject({ UserAgent: 'a browser' })
    expect(told.ConnectedAt).toBeInstanceOf(Date)
    expect(told.LastActiveAt).toBeInstanceOf(Date)
    const large = sdk.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'x'.repeat(131_073) }))
    await expect(large).rejects.toMatchObject({ name: 'PayloadTooLargeException' })
    await sdk.send(new DeleteConnectionCommand({ ConnectionId: id }))
    const gone = () => sdk.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'x' }))
    await expect(gone()).rejects.toMatchObject({ name: 'GoneException', $metadata: { httpStatusCode: 410 } })
    sdk.destroy()
  })

  it('closes without a code on DELETE, and calls $disconnect', async () => {
    expect(await call(api.managementUrl, 'DELETE', id)).toMatchObject({ status: 204, body: '' })
    await eventually('closed', () => client.closed)
    expect(client.closed).toEqual({ code: 1005, reason: '' })
    expect((await call(api.managementUrl, 'DELETE', id)).status).toBe(410)
    expect((await call(api.managementUrl, 'GET', id)).status).toBe(410)
    await eventually('$disconnect', () => api.counters.invoked.disconnect === 1)
  })

  it('takes 128 KB, and answers 413 to more', async () => {
    expect((await call(api.managementUrl, 'POST', id, 'x'.repeat(131_072))).status).toBe(200)
    const refused = await call(api.managementUrl, 'POST', id, 'x'.repeat(131_073))
    expect(refused).toMatchObject({ status: 413, error: 'PayloadTooLargeException' })
    expect(api.counters).toMatchObject({
      posts: 1,
      postCalls: 2,
      bytes: 131_072,
      units: 4,
      answers: { 200: 1, 413: 1 },
    })
  })

  it('answers 403 to a call that is not signed for the service', async () => {
    for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c' }]) {
      const refused = await call(api.managementUrl, 'POST', id, 'x', headers as Record<string, string>)
      expect(refused).toMatchObject({ status: 403, error: 'MissingAuthenticationTokenException' })
    }
    expect(client.received).toEqual([])
  })

  it('answers 400 to what is no connection id, 410 to an unknown one, 403 to another method or stage', async () => {
    expect((await call(api.managementUrl, 'POST', 'no/id', 'x')).status).toBe(400)
    expect((await call(api.managementUrl, 'POST', 'L0SM9cOFvHcCIhw=', 'x')).status).toBe(410)
    expect((await call(api.managementUrl, 'PUT', id, 'x')).status).toBe(403)
    expect((await call(api.managementUrl.replace('/live', '/other'), 'POST', id, 'x')).status).toBe(403)
  })

  it('fails posts as a test wants, and counts them by status', async () => {
    const wanted = [429, 500, 503, 410] as const
    for (const status of wanted) {
      api.faults.post = () => status
      expect((await call(api.managementUrl, 'POST', id, 'x')).status).toBe(status)
    }
    api.faults.post = () => 'hang up'
    await expect(call(api.managementUrl, 'POST', id, 'x')).rejects.toThrow()
    api.faults.post = undefined
    expect((await call(api.managementUrl, 'POST', id, 'x')).status).toBe(200)
    await eventually('all counted', () => api.counters.postsInFlight === 0)
    expect(api.counters).toMatchObject({ posts: 1, postCalls: 6, answers: { 200: 1, 410: 1, 429: 1, 500: 1, 503: 1 } })
  })
})
