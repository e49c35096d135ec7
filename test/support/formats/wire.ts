import type { ClientMessage } from '../../../src/domain/wire/clientMessage.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import { eventually } from '../eventually.js'
import { postEvents } from '../send.js'
import { startServer } from '../server.js'
import { TestClient } from '../testClient.js'

const order = { service: 'checkout', eventType: 'order', timestamp: new Date(Date.now() - 60_000).toISOString() }

/** One client's conversation with a server, as both sides said it: `[true, request]`, `[false, frame]`. */
export async function wire(): Promise<{
  readonly requests: readonly ClientMessage[]
  readonly frames: readonly string[]
}> {
  const server = await startServer()
  const requests: ClientMessage[] = []
  try {
    const client = await TestClient.open(server.ws)
    const ask = (message: ClientMessage) => {
      requests.push(message)
      client.send(message)
    }
    const write = (eventId: string, version: number, more: object = {}) =>
      postEvents(server.url, [{ ...order, eventId, version, level: 'error', status: 500 + version, ...more }])
    const heard = (type: string, count = 1) =>
      eventually(`${count} ${type}`, () => client.messages.filter((m) => m.type === type).length >= count)
    await write('a', 1)
    await write('b', 1)
    await eventually('both are stored', async () => {
      return (await (await fetch(`${server.url}/metrics`)).text()).includes('{outcome="indexed"} 2')
    })
    ask({
      action: 'subscribe',
      ref: 's1',
      query: { channel: 'service:checkout', where: { level: 'error' }, limit: 50 },
    })
    await heard('snapshot')
    const queryId = (client.messages.find((m) => m.type === 'subscribed') as { queryId: string }).queryId
    await write('c', 1)
    await heard('hits', 1)
    await write('a', 2, { message: 'again' })
    await heard('hits', 2)
    await write('b', 2, { level: 'info' })
    await heard('hits', 3)
    const query = { where: { service: { in: ['checkout'] } } }
    ask({ action: 'fetch', ref: 'f1', queryId, keys: [`${order.timestamp.slice(0, 10)}/a`], whole: true })
    ask({ action: 'older', ref: 'o1', query, before: [new Date().toISOString(), ''], limit: 2 })
    const from = new Date(Date.now() - 600_000).toISOString()
    const chart = { from, interval: '1m', by: 'level', distribution: 'status', facets: ['service'] }
    ask({ action: 'summarize', ref: 'm1', query, ...chart })
    ask({ action: 'ping', ref: 'p1' })
    ask({ action: 'authorize', ref: 't1', token: 'none' })
    ask({ action: 'fetch', ref: 'e1', queryId: 'nobody', keys: [] })
    ask({ action: 'unsubscribe', ref: 'u1', queryId, of: 's1' })
    for (const type of ['documents', 'older', 'summary', 'pong', 'error', 'unsubscribed']) await heard(type)
    const answered = () => client.messages.some((m) => 'ref' in m && m.ref === 't1')
    await eventually('the token is answered', answered)
    // What no well server says.
    const lagging: ServerMessage = { type: 'lagging', queryId, missed: 3, cursor: new Date().toISOString() }
    const goodbye: ServerMessage = { type: 'goodbye', reason: 'draining', reconnectAfterMs: 1000 }
    const frames = [...client.frames, JSON.stringify([lagging]), JSON.stringify(goodbye)]
    client.socket.terminate()
    return { requests, frames }
  } finally {
    await server.stop()
  }
}
