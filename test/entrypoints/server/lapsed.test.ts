import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { TestClient } from '../../support/testClient.js'
import { serveForTest } from './serve.js'

describe('a client of whom nothing is known any more, as after the sleep of a machine', () => {
  const session = {
    connect: async () => ({ ok: true, value: undefined }),
    receive: async () => 'gone',
    refuse: async () => 'gone',
    renew: async () => 'gone',
    disconnect: async () => {},
  }

  it.each<[string, string]>([
    ['when it asks', '{"action":"ping","ref":"a"}'],
    ['when it sends what cannot be read', 'nonsense'],
  ])('is told that it expired %s, and closed', async (_, text) => {
    const server = await serveForTest({ node: { session: session as never } })
    const client = await TestClient.open(server.ws)
    client.socket.send(text)
    await eventually('closed', () => client.closed !== undefined)
    expect(client.closed?.code).toBe(4408)
    expect(client.messages).toMatchObject([{ type: 'goodbye', reason: 'expired' }])
  })
})
