import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Clock } from '../../../../src/ports/clock.js'
import { FrameSizes } from './frameSizes.js'
import type { Handshake } from './handshake.js'
import type { Limits } from './limits.js'
import type { Place } from './requestContext.js'

export interface ConnectionEvents {
  message(text: string): void
  closed(code: number, reason: string): void
}

const tooLarge = 1009
const goingAway = 1001
const unsupported = 1003

/** One client: nothing can be posted to it before it is open, that is, before `$connect` has answered. */
export class ApiConnection {
  readonly place: Place
  readonly handshake: Handshake
  readonly #limits: Limits
  readonly #clock: Clock
  #lastActiveAt: number
  #socket: WebSocket | undefined

  constructor(place: Place, handshake: Handshake, limits: Limits, clock: Clock) {
    this.place = place
    this.handshake = handshake
    this.#limits = limits
    this.#clock = clock
    this.#lastActiveAt = place.connectedAt
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  get lastActiveAt(): number {
    return this.#lastActiveAt
  }

  /** What waits for a client that does not read, beyond what the network holds. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  open(socket: WebSocket, network: Socket, head: Buffer, events: ConnectionEvents): void {
    this.#socket = socket
    const sizes = new FrameSizes(this.#limits.frameBytes, () => socket.close(tooLarge, 'Message too long'))
    sizes.read(head)
    network.prependListener('data', (chunk: Buffer) => sizes.read(chunk))
    socket.on('message', (data: Buffer, binary) => {
      if (!this.isOpen) return
      this.#lastActiveAt = this.#clock.now()
      // "Working with binary media types for WebSocket APIs": a binary frame is rejected, and its client disconnected.
      if (binary) socket.close(unsupported, 'Binary frames are not supported')
      else events.message(data.toString('utf8'))
    })
    // `ws` closes by itself what is too long, or no UTF-8.
    socket.on('error', () => {})
    socket.on('close', (code, reason) => events.closed(code, reason.toString()))
  }

  /** Sends a message in frames of at most 32 KB. False: too much of it waits already. */
  send(body: Buffer): boolean {
    const { frameBytes, socketBufferBytes } = this.#limits
    if (this.bufferedBytes > socketBufferBytes) return false
    this.#lastActiveAt = this.#clock.now()
    for (let at = 0; at === 0 || at < body.length; at += frameBytes) {
      const fin = at + frameBytes >= body.length
      this.#socket?.send(body.subarray(at, at + frameBytes), { binary: false, fin })
    }
    return true
  }

  /** `DELETE @connections` takes no code and no reason. */
  close(): void {
    this.#socket?.close()
  }

  /** As when a train enters a tunnel. */
  drop(): void {
    this.#socket?.terminate()
  }

  /** Closes what is idle or too old. Pings of either side are not taken as activity: whether they count is undocumented. */
  check(): void {
    const now = this.#clock.now()
    const { idleMs, ageMs } = this.#limits
    if (this.isOpen && (now - this.#lastActiveAt >= idleMs || now - this.place.connectedAt >= ageMs)) {
      this.#socket?.close(goingAway, 'Going away')
    }
  }
}
