import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { SocketOutbox, type SocketOutboxOptions } from '../../src/adapters/node/socketOutbox.js'
import type { OutboxUnderTest, Receiver } from '../contracts/outbox.contract.js'

/** A `SocketOutbox` on a real server of its own, with real clients. */
export async function openSockets(options: SocketOutboxOptions): Promise<OutboxUnderTest & { outbox: SocketOutbox }> {
  const outbox = new SocketOutbox(options)
  const server = createServer().listen(0, '127.0.0.1')
  const upgrades = new WebSocketServer({ server, perMessageDeflate: false })
  await once(server, 'listening')
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients: WebSocket[] = []
  const serverSide = new Map<string, WebSocket>()
  return {
    outbox,
    maxBufferedBytes: options.maxBufferedBytes ?? 1_048_576,
    held: (receiver) => serverSide.get(receiver.address.connectionId)?.bufferedAmount ?? 0,
    async connect() {
      const accepted = once(upgrades, 'connection') as Promise<[WebSocket]>
      const client = new WebSocket(url)
      clients.push(client)
      const received: string[] = []
      let closed: number | undefined
      client.on('message', (data) => received.push(String(data)))
      client.on('close', (code) => {
        closed = code
      })
      const [[socket]] = await Promise.all([accepted, once(client, 'open')])
      const address = { connectionId: `c${clients.length}`, endpoint: 'n', packed: false, connectedAt: 0 }
      serverSide.set(address.connectionId, socket)
      outbox.add(address, socket)
      socket.on('close', () => outbox.remove(address.connectionId))
      return {
        address,
        received,
        get closed() {
          return closed
        },
        pause: () => client.pause(),
        resume: () => client.resume(),
        async leave() {
          client.close()
          await once(client, 'close')
        },
      } satisfies Receiver
    },
    async stop() {
      for (const client of clients) client.terminate()
      upgrades.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
