import type { Client, ConnectOptions, Platform, Socket, SocketClass } from '../../../client/src/index.js'
import { connect } from '../../../client/src/index.js'
import type { ClientMessage } from '../../../src/domain/wire/clientMessage.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'

type OfAction<A extends ClientMessage['action']> = Extract<ClientMessage, { action: A }>

/** The server's end of one connection: the test plays the server. */
export class FakeSocket implements Socket {
  onopen: ((event: unknown) => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  onerror: ((event: unknown) => void) | null = null
  readonly url: string
  readonly protocols: string[]
  readonly sent: ClientMessage[] = []
  closed = false

  constructor(url: string, protocols: string[] = []) {
    this.url = url
    this.protocols = protocols
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data))
  }

  close(): void {
    this.closed = true
  }

  /** One frame. */
  say(...messages: ServerMessage[]): void {
    this.onmessage?.({ data: JSON.stringify(messages.length === 1 ? messages[0] : messages) })
  }

  end(code = 1006): void {
    this.closed = true
    this.onclose?.({ code })
  }

  all<A extends ClientMessage['action']>(action: A): OfAction<A>[] {
    return this.sent.filter((message) => message.action === action) as OfAction<A>[]
  }

  /** The latest message of that action. */
  last<A extends ClientMessage['action']>(action: A): OfAction<A> {
    const message = this.all(action).at(-1)
    if (message === undefined) throw new Error(`no ${action} was sent`)
    return message
  }
}

/** Time, chance, sockets and platform as the test wants them. */
export class FakeWorld {
  time = 1_000_000
  /** What `random` answers. */
  chance = 0.5
  isOnline = true
  isHidden = false
  readonly sockets: FakeSocket[] = []
  readonly #timers = new Set<{ at: number; run: () => void }>()
  readonly #listeners = new Set<() => void>()
  readonly WebSocket: SocketClass

  constructor() {
    const { sockets } = this
    this.WebSocket = class extends FakeSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols)
        sockets.push(this)
      }
    }
  }

  readonly platform: Platform = {
    online: () => this.isOnline,
    hidden: () => this.isHidden,
    listen: (listener) => {
      this.#listeners.add(listener)
      return () => this.#listeners.delete(listener)
    },
  }

  connect(options: Partial<ConnectOptions> = {}): Client {
    return connect({
      url: 'ws://localhost/ws',
      WebSocket: this.WebSocket,
      now: () => this.time,
      random: () => this.chance,
      setTimer: (run, ms) => {
        const timer = { at: this.time + ms, run }
        this.#timers.add(timer)
        return () => this.#timers.delete(timer)
      },
      platform: this.platform,
      ...options,
    })
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (socket === undefined) throw new Error('nothing was opened')
    return socket
  }

  get timers(): number {
    return this.#timers.size
  }

  get listening(): number {
    return this.#listeners.size
  }

  /** Opens the newest socket, as soon as the client has made it. */
  async open(): Promise<FakeSocket> {
    await this.settle()
    this.socket.onopen?.({})
    await this.settle()
    return this.socket
  }

  /** Lets promises run. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }

  /** Runs every timer that is due within `ms`, in order. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms
    await this.settle()
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers.delete(next)
      this.time = Math.max(this.time, next.at)
      next.run()
      await this.settle()
    }
    this.time = end
  }

  /** The platform tells that something about it changed. */
  async tell(): Promise<void> {
    for (const listener of this.#listeners) listener()
    await this.settle()
  }
}
