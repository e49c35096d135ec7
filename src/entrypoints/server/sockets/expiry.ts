import type { LiveSocket } from './liveSocket.js'

/** Tells when credentials end, to the second: one timer for all sockets. */
export class Expiry {
  readonly #due: (socket: LiveSocket) => void
  readonly #now: () => number
  readonly #bySecond = new Map<number, Set<LiveSocket>>()
  readonly #timer: NodeJS.Timeout
  #lookedAt: number

  constructor(due: (socket: LiveSocket) => void, now: () => number) {
    this.#due = due
    this.#now = now
    this.#lookedAt = Math.floor(now() / 1000)
    this.#timer = setInterval(() => this.#tick(), 1000).unref()
  }

  /** `expiresAt`: epoch milliseconds, Infinity for never. Replaces what was set before. */
  set(socket: LiveSocket, expiresAt: number): void {
    this.remove(socket)
    // Never early; what is past already is due at the next tick.
    const second = Math.max(Math.ceil(expiresAt / 1000), this.#lookedAt + 1)
    if (!Number.isFinite(second)) return
    socket.expirySecond = second
    const sockets = this.#bySecond.get(second)
    if (sockets === undefined) this.#bySecond.set(second, new Set([socket]))
    else sockets.add(socket)
  }

  remove(socket: LiveSocket): void {
    const second = socket.expirySecond
    const sockets = this.#bySecond.get(second)
    socket.expirySecond = Number.POSITIVE_INFINITY
    if (sockets?.delete(socket) && sockets.size === 0) this.#bySecond.delete(second)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const now = Math.floor(this.#now() / 1000)
    for (let second = this.#lookedAt + 1; second <= now; second++) {
      const sockets = this.#bySecond.get(second)
      if (sockets === undefined) continue
      this.#bySecond.delete(second)
      for (const socket of sockets) {
        socket.expirySecond = Number.POSITIVE_INFINITY
        this.#due(socket)
      }
    }
    this.#lookedAt = Math.max(this.#lookedAt, now)
  }
}
