import type { LiveSocket } from './liveSocket.js'

/** Sockets are looked at in so many slices of the interval, so that never all are busy at a time. */
const slices = 30
/** Pings without an answer after which nobody is there. */
const silence = 2
/** Where so much waits to be sent, another ping would only add to it. */
const busyBytes = 65_536

export interface HeartbeatOptions {
  /** Between two pings to a socket. */
  readonly intervalMs: number
  /** Every so many pings the lease is renewed. */
  readonly renewEvery: number
  readonly renew: (connectionId: string, socket: LiveSocket) => void
}

/** Finds dead sockets, and keeps the leases of the living: one timer for all of them. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #slices: readonly Set<LiveSocket>[] = Array.from({ length: slices }, () => new Set())
  readonly #timer: NodeJS.Timeout
  #turn = 0
  #nextSlice = 0

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#tick(), Math.max(1, options.intervalMs / slices)).unref()
  }

  add(socket: LiveSocket): void {
    socket.bucket = this.#nextSlice
    this.#nextSlice = (this.#nextSlice + 1) % slices
    this.#slices[socket.bucket]?.add(socket)
  }

  remove(socket: LiveSocket): void {
    this.#slices[socket.bucket]?.delete(socket)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const turn = this.#turn++
    const round = Math.floor(turn / slices)
    for (const socket of this.#slices[turn % slices] ?? []) {
      if (socket.silent >= silence) {
        socket.terminate()
        continue
      }
      socket.silent++
      if (socket.readyState === socket.OPEN && socket.bufferedAmount < busyBytes) socket.ping()
      const due = round % this.#options.renewEvery === this.#options.renewEvery - 1
      if (due && socket.address !== undefined) this.#options.renew(socket.address.connectionId, socket)
    }
  }
}
