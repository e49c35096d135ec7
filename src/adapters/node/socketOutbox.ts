import { setImmediate } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import type { QueryId } from '../../domain/query/query.js'
import type { Frame } from '../../domain/wire/frame.js'
import { plain } from '../../domain/wire/outlines.js'
import { pack } from '../../domain/wire/pack.js'
import type { Goodbye } from '../../domain/wire/serverMessage.js'
import type { Clock } from '../../ports/clock.js'
import type { Address } from '../../ports/connection.js'
import type { Outbox, Undelivered } from '../../ports/outbox.js'
import type { Telemetry } from '../../ports/telemetry.js'

export interface SocketOutboxOptions {
  readonly clock: Clock
  readonly telemetry: Telemetry
  /** Bytes that may wait for one slow reader, beyond what the kernel holds. */
  readonly maxBufferedBytes?: number
  /** How long a reader may stay behind before it is closed with 4429. */
  readonly slowMs?: number
  /** How often those who are behind are looked at; the others cost nothing. */
  readonly checkMs?: number
}

interface Peer {
  readonly address: Address
  readonly socket: WebSocket
  /** Epoch milliseconds of the last post that was not shed: what was written since may be missing. */
  sentAt: number
  /** What is shed while the reader is behind; undefined while it keeps up. */
  shed: Shed | undefined
  /** Answers that wait until there is room for them; undefined while none does. */
  waiting: Waiting | undefined
}

interface Waiting {
  /** Epoch milliseconds of the last sign that something is taken. */
  since: number
  readonly goOn: Set<() => void>
}

interface Shed {
  readonly since: number
  /** The cursor to repair from. */
  readonly cursor: string
  readonly missed: Map<QueryId, number>
}

const tooSlow = 4429

/** Frames of answers after which the others have their turn: the network may take megabytes at once. */
const aTurn = 8

/** Frames to the WebSockets of this process. The bytes of a frame are shared by all of its receivers. */
export class SocketOutbox implements Outbox {
  readonly #options: Required<SocketOutboxOptions>
  readonly #peers = new Map<string, Peer>()
  readonly #behind = new Set<Peer>()
  #timer: NodeJS.Timeout | undefined
  #answered = 0

  constructor(options: SocketOutboxOptions) {
    this.#options = { maxBufferedBytes: 1_048_576, slowMs: 30_000, checkMs: 100, ...options }
  }

  get size(): number {
    return this.#peers.size
  }

  addresses(): readonly Address[] {
    return [...this.#peers.values()].map(({ address }) => address)
  }

  add(address: Address, socket: WebSocket): void {
    const sentAt = this.#options.clock.now()
    this.#peers.set(address.connectionId, { address, socket, sentAt, shed: undefined, waiting: undefined })
  }

  remove(connectionId: string): void {
    const peer = this.#peers.get(connectionId)
    if (peer === undefined) return
    this.#leave(peer)
    this.#watch()
  }

  async post(frames: readonly Frame[], to: readonly Address[]): Promise<readonly Undelivered[]> {
    const [only] = to
    if (only !== undefined && to.length === 1 && frames.every((frame) => frame.hits.size === 0)) {
      return (await this.#answer(frames, only)) ? [] : [{ to: only, why: 'gone' }]
    }
    const undelivered: Undelivered[] = []
    const now = this.#options.clock.now()
    for (const address of to) {
      const peer = this.#peers.get(address.connectionId)
      if (peer === undefined || peer.socket.readyState !== peer.socket.OPEN)
        undelivered.push({ to: address, why: 'gone' })
      else this.#send(peer, frames, now)
    }
    return undelivered
  }

  async close(to: Address, code: number, last?: Goodbye): Promise<void> {
    const peer = this.#peers.get(to.connectionId)
    if (peer === undefined) return
    this.remove(to.connectionId)
    if (last !== undefined && peer.socket.bufferedAmount < this.#options.maxBufferedBytes) {
      for (const frame of pack([plain(last)], to.packed)) sendFrame(peer.socket, frame)
    }
    peer.socket.close(code, last?.reason)
  }

  #send(peer: Peer, frames: readonly Frame[], now: number): void {
    for (const frame of frames) {
      if (peer.shed === undefined && peer.socket.bufferedAmount > this.#options.maxBufferedBytes) {
        peer.shed = { since: now, cursor: new Date(peer.sentAt).toISOString(), missed: new Map() }
        this.#behind.add(peer)
        this.#watch()
      }
      if (peer.shed === undefined) sendFrame(peer.socket, frame)
      else this.#shed(peer.shed, frame)
    }
    if (peer.shed === undefined) peer.sentAt = now
  }

  /** Sends no faster than the peer reads, and leaves most of the room to what happens meanwhile. False: it is gone. */
  async #answer(frames: readonly Frame[], to: Address): Promise<boolean> {
    const peer = this.#peers.get(to.connectionId)
    if (peer === undefined) return false
    for (const frame of frames) {
      while (this.#isOpen(peer) && peer.shed !== undefined) await this.#wait(peer, () => {})
      if (!this.#isOpen(peer)) return false
      if (peer.socket.bufferedAmount <= this.#options.maxBufferedBytes / 4) sendFrame(peer.socket, frame)
      else await this.#wait(peer, (taken) => sendFrame(peer.socket, frame, taken))
      this.#answered++
      if (this.#answered % aTurn === 0) await setImmediate()
    }
    if (peer.shed === undefined) peer.sentAt = this.#options.clock.now()
    return this.#isOpen(peer)
  }

  #isOpen(peer: Peer): boolean {
    return this.#peers.get(peer.address.connectionId) === peer && peer.socket.readyState === peer.socket.OPEN
  }

  /** Resolves when `start` says so, when the peer caught up, or when it is no more. */
  #wait(peer: Peer, start: (goOn: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const waiting = peer.waiting ?? { since: this.#options.clock.now(), goOn: new Set() }
      peer.waiting = waiting
      const goOn = () => {
        waiting.goOn.delete(goOn)
        waiting.since = this.#options.clock.now()
        if (waiting.goOn.size === 0 && peer.waiting === waiting) {
          peer.waiting = undefined
          if (peer.shed === undefined) this.#behind.delete(peer)
          this.#watch()
        }
        resolve()
      }
      waiting.goOn.add(goOn)
      this.#behind.add(peer)
      this.#watch()
      start(goOn)
    })
  }

  #leave(peer: Peer): void {
    this.#peers.delete(peer.address.connectionId)
    this.#behind.delete(peer)
    for (const goOn of [...(peer.waiting?.goOn ?? [])]) goOn()
  }

  #shed(shed: Shed, frame: Frame): void {
    for (const [queryId, count] of frame.hits) {
      shed.missed.set(queryId, (shed.missed.get(queryId) ?? 0) + count)
      this.#options.telemetry.dropped('slow', count)
    }
  }

  #watch(): void {
    if (this.#behind.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    } else this.#timer ??= setInterval(() => this.#check(), this.#options.checkMs).unref()
  }

  #check(): void {
    const now = this.#options.clock.now()
    for (const peer of [...this.#behind]) {
      const { shed, socket, waiting } = peer
      if (shed !== undefined && socket.bufferedAmount === 0) this.#caughtUp(peer, shed)
      else if (now - (shed?.since ?? waiting?.since ?? now) >= this.#options.slowMs) this.#giveUp(peer, shed)
    }
    this.#watch()
  }

  /** Tells what was shed, and takes up sending again: the client repairs itself from the index. */
  #caughtUp(peer: Peer, shed: Shed): void {
    peer.shed = undefined
    this.#behind.delete(peer)
    this.#tellLagging(peer, shed)
    for (const goOn of [...(peer.waiting?.goOn ?? [])]) goOn()
  }

  /** All of it waits behind what the reader does not read; it finds out why if it ever does. */
  #giveUp(peer: Peer, shed: Shed | undefined): void {
    this.#leave(peer)
    if (shed !== undefined) this.#tellLagging(peer, shed)
    const goodbye = plain({ type: 'goodbye', reason: 'slow', reconnectAfterMs: 1000 })
    for (const frame of pack([goodbye], peer.address.packed)) sendFrame(peer.socket, frame)
    peer.socket.close(tooSlow, 'slow')
  }

  #tellLagging({ address, socket }: Peer, { cursor, missed }: Shed): void {
    const messages = [...missed].map(([queryId, count]) => plain({ type: 'lagging', queryId, missed: count, cursor }))
    for (const frame of pack(messages, address.packed)) sendFrame(socket, frame)
  }
}

function sendFrame(socket: WebSocket, frame: Frame, taken?: () => void): void {
  socket.send(frame.bytes, { binary: false }, taken)
}
