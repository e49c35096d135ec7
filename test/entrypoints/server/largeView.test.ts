import { describe, expect, it } from 'vitest'
import { TestClient } from '../../support/testClient.js'
import { serveForTest } from './serve.js'

describe('a view of many megabytes', () => {
  it('comes whole, several at a time, while hits and pongs go on', async () => {
    const server = await serveForTest()
    const time = new Date().toISOString()
    const event = (i: number) => ({
      id: `e${i}`,
      source: 's',
      detailType: 't',
      time,
      detail: { note: 'n'.repeat(20_000) },
    })
    await server.node.accept.entries(Array.from({ length: 1000 }, (_, i) => event(i)))
    await server.node.drain(10_000)
    const client = await TestClient.open(server.ws)
    const [all, some] = await Promise.all([
      client.subscribe({ limit: 1000 }),
      client.subscribe({ where: { service: 's' }, limit: 1000 }),
      client.ask('pong', { action: 'ping', ref: 'p' }),
    ])
    for (const { parts } of [all, some]) {
      expect(parts.reduce((n, part) => n + part.hits.length, 0)).toBe(1000)
    }
    expect(client.messages.filter((m) => m.type === 'lagging')).toEqual([])
    await client.close()
  })
})
