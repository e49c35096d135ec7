import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Balancer {
  readonly port: number
  stop(): Promise<void>
}

/** Hands each connection to the next of these ports in turn, as a load balancer without stickiness does. */
export async function balance(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer((socket) => {
    const port = ports[turn++ % ports.length] as number
    const upstream = connect(port, '127.0.0.1')
    for (const [from, to] of [[socket, upstream] as const, [upstream, socket] as const]) {
      open.add(from)
      from.setNoDelay(true)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
