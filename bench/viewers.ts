import { once } from 'node:events'
import { WebSocket } from 'ws'

/** Connections that count what they are sent, as cheaply as can be: they share the machine with the server. */
export class Viewers {
  /** Frames and events that arrived at all of them. */
  frames = 0
  events = 0
  bytes = 0
  /** Milliseconds from sending to receipt, of events that carry `sentAt`; collected while it is set. */
  latencies: number[] | undefined
  readonly #sockets: WebSocket[] = []

  async add(url: string, count: number): Promise<void> {
    for (let made = 0; made < count; made += 50) {
      const some = Math.min(50, count - made)
      await Promise.all(Array.from({ length: some }, () => this.#open(url)))
    }
  }

  async #open(url: string): Promise<void> {
    const socket = new WebSocket(url, ['deltaboard.v1'], { perMessageDeflate: false, skipUTF8Validation: true })
    this.#sockets.push(socket)
    socket.on('message', (data) => this.#heard(data as Buffer))
    await once(socket, 'open')
  }

  /** Sends a text to the connection of an index. */
  send(index: number, text: string): void {
    this.#sockets[index]?.send(text)
  }

  get size(): number {
    return this.#sockets.length
  }

  #heard(data: Buffer): void {
    this.frames++
    this.bytes += data.length
    const now = performance.timeOrigin + performance.now()
    // Each event of these benches carries this mark once; parsing would cost more than the server's own work.
    for (let at = data.indexOf(mark); at !== -1; at = data.indexOf(mark, at + 1)) {
      this.events++
      if (this.latencies === undefined) continue
      const from = at + mark.length
      this.latencies.push(now - Number(data.toString('latin1', from, data.indexOf(44, from))))
    }
  }

  /** Resolves once `events` have arrived at all of them together. */
  async until(events: number): Promise<void> {
    while (this.events < events) await new Promise((resolve) => setTimeout(resolve, 2))
  }

  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.terminate()
  }
}

const mark = Buffer.from('"sentAt":')
