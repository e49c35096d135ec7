import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

interface Pair {
  readonly client: Socket
  readonly upstream: Socket
}

/** Hands connections in turn to those ports that there are at the moment, cuts them, and holds them up. */
export class SocketProxy {
  cuts = 0
  holds = 0
  readonly #pairs = new Set<Pair>()
  readonly #server = createServer((client) => this.#serve(client))
  readonly #ports: () => readonly number[]
  #turn = 0

  private constructor(ports: () => readonly number[]) {
    this.#ports = ports
  }

  /** `ports`: those that listen now; while there is none, connections are refused. */
  static async start(ports: () => readonly number[]): Promise<SocketProxy> {
    const proxy = new SocketProxy(ports)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Cuts those connections that are chosen: neither side gets a closing frame. */
  cut(isChosen: () => boolean): void {
    for (const pair of [...this.#pairs]) {
      if (!isChosen()) continue
      this.cuts++
      end(pair)
    }
  }

  /** Nothing moves on the chosen connections for so long, in either direction; then all of it arrives, or (`cutAfter`) nothing. */
  hold(isChosen: () => boolean, ms: number, cutAfter: boolean): void {
    const held = [...this.#pairs].filter(() => isChosen())
    this.holds += held.length
    for (const { client, upstream } of held) {
      client.pause()
      upstream.pause()
    }
    setTimeout(() => {
      for (const pair of held) {
        if (cutAfter) end(pair)
        else {
          pair.client.resume()
          pair.upstream.resume()
        }
      }
      if (cutAfter) this.cuts += held.length
    }, ms)
  }

  async stop(): Promise<void> {
    for (const pair of this.#pairs) end(pair)
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(client: Socket): void {
    const ports = this.#ports()
    const port = ports[this.#turn++ % ports.length]
    client.on('error', () => {})
    if (port === undefined) return void client.destroy()
    const pair = { client, upstream: connect(port, '127.0.0.1') }
    this.#pairs.add(pair)
    for (const [from, to] of [[client, pair.upstream] as const, [pair.upstream, client] as const]) {
      from.setNoDelay(true)
      from.on('error', () => {})
      // By hand, since a pipe that is paused resumes itself.
      from.on('data', (chunk) => to.write(chunk))
      from.on('end', () => to.end())
      from.on('close', () => {
        this.#pairs.delete(pair)
        to.destroy()
      })
    }
  }
}

function end({ client, upstream }: Pair): void {
  client.destroy()
  upstream.destroy()
}
