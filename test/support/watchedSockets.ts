import { type ClientOptions, WebSocket } from 'ws'
import type { Clock } from '../../src/ports/clock.js'

/** A socket of the `ws` package, and what a client has done with it. */
export interface WatchedSocket {
  readonly isOpen: boolean
  /** By the clock that was given. */
  readonly openedAt: number | undefined
  /** Once it is closed: what the client's platform was told. */
  readonly closeCode: number | undefined
  readonly pings: number
}

/** A class of sockets for a client, and all that were made of it, in their order. */
export class WatchedSockets {
  readonly all: WatchedSocket[] = []
  readonly WebSocket: new (
    url: string,
    protocols?: string[],
  ) => WebSocket
  readonly #busy: (() => boolean)[] = []

  constructor(clock: Clock) {
    const { all } = this
    const busy = this.#busy
    this.WebSocket = class extends WebSocket implements WatchedSocket {
      openedAt: number | undefined
      closeCode: number | undefined
      pings = 0
      readonly #unanswered = new Set<string>()

      constructor(url: string, protocols?: string[], options?: ClientOptions) {
        super(url, protocols, options)
        all.push(this)
        busy.push(() => !this.#isSettled())
        this.on('open', () => {
          this.openedAt = clock.now()
        })
        this.on('message', (data) => {
          for (const message of [JSON.parse(String(data))].flat()) {
            if (message.type !== 'subscribed' && message.last !== false) this.#unanswered.delete(message.ref)
          }
        })
        this.on('close', (code) => {
          this.closeCode = code
        })
      }

      get isOpen(): boolean {
        return this.readyState === WebSocket.OPEN
      }

      override send(data: string): void {
        const { action, ref } = JSON.parse(data)
        if (action === 'ping') this.pings++
        this.#unanswered.add(ref)
        super.send(data)
      }

      /** The handshakes are over, of opening and of closing, and no request waits for its answer. */
      #isSettled(): boolean {
        return this.closeCode !== undefined || (this.isOpen && this.#unanswered.size === 0)
      }
    }
  }

  /** True while a socket opens or closes, or a request is unanswered. */
  isBusy(): boolean {
    return this.#busy.some((isBusy) => isBusy())
  }
}
