import type { Logger } from 'pino'
import type { RawData, WebSocket } from 'ws'
import type { Filed } from '../../../application/session/session.js'
import type { ClientMessage } from '../../../domain/wire/clientMessage.js'
import type { Goodbye } from '../../../domain/wire/serverMessage.js'
import type { Connection } from '../../../ports/connection.js'
import { parseClientMessage } from '../../wire/parseClientMessage.js'
import type { ServerNode } from '../node.js'
import { Expiry } from './expiry.js'
import { Heartbeat } from './heartbeat.js'
import { Lanes } from './lanes.js'
import type { LiveSocket } from './liveSocket.js'

/** Requests of one connection under way above which nothing more is read from it: the network holds back the rest. */
const mostPending = 64
/** How often a living socket's lease is renewed; leases last much longer. */
const renewMs = 5 * 60_000

export interface ConnectionsParts {
  readonly node: ServerNode
  readonly heartbeatMs: number
  readonly log: Logger
  readonly now: () => number
}

/** The open WebSockets: their messages, their signs of life, their end. */
export class Connections {
  readonly #parts: ConnectionsParts
  readonly #open = new Set<LiveSocket>()
  readonly #heartbeat: Heartbeat
  readonly #expiry: Expiry
  readonly #onMessage: (this: WebSocket, data: RawData, isBinary: boolean) => void
  readonly #onClose: (this: WebSocket) => void

  constructor(parts: ConnectionsParts) {
    this.#parts = parts
    const { heartbeatMs, node, now } = parts
    this.#heartbeat = new Heartbeat({
      intervalMs: heartbeatMs,
      renewEvery: Math.max(1, Math.round(renewMs / heartbeatMs)),
      renew: (connectionId, socket) => this.#guard(this.#filed(socket, node.session.renew(connectionId))),
    })
    this.#expiry = new Expiry((socket) => this.#expire(socket), now)
    const connections = this
    this.#onMessage = function (data, isBinary) {
      connections.#read(this as LiveSocket, data, isBinary)
    }
    this.#onClose = function () {
      connections.#forget(this as LiveSocket)
    }
  }

  get size(): number {
    return this.#open.size
  }

  /** Takes an upgraded socket in, and subscribes it to the channels of its URL. */
  open(socket: LiveSocket, connection: Connection, channels: readonly string[]): void {
    const { node } = this.#parts
    socket.address = connection
    this.#open.add(socket)
    node.sockets.add(connection, socket)
    this.#heartbeat.add(socket)
    this.#expiry.set(socket, connection.identity.expiresAt)
    socket.on('message', this.#onMessage)
    socket.on('pong', alive)
    // Faults of the peer's frames: `ws` closes with their code.
    socket.on('error', ignore)
    socket.on('close', this.#onClose)
    // What a client sends at once waits until it is known.
    const connecting = this.#connect(socket, connection, channels)
    const lanes = new Lanes(connecting)
    socket.lanes = lanes
    void connecting.then(() => {
      if (socket.lanes === lanes && lanes.pending === 0) socket.lanes = undefined
    })
  }

  /** Says goodbye to everyone, spread over time, so that they do not all come back at once. */
  goodbye(spreadMs: number): void {
    for (const socket of this.#open) {
      const reconnectAfterMs = Math.floor(Math.random() * spreadMs)
      this.#end(socket, 1001, { reason: 'draining', reconnectAfterMs })
    }
  }

  /** Drops whoever is still there. */
  stop(): void {
    this.#heartbeat.stop()
    this.#expiry.stop()
    for (const socket of this.#open) socket.terminate()
  }

  async #connect(socket: LiveSocket, connection: Connection, channels: readonly string[]): Promise<void> {
    const { log, node } = this.#parts
    try {
      const connected = await node.session.connect(connection, channels)
      if (!connected.ok) {
        const { code, message } = connected.refusal
        socket.send(JSON.stringify({ type: 'error', code, message, retryable: false }))
        socket.close(code === 'unauthorized' ? 4401 : 4403, code)
      } else if (socket.readyState !== socket.OPEN) await node.session.disconnect(connection.connectionId)
    } catch (fault) {
      log.error({ err: fault }, 'a connection could not be filed')
      socket.close(1013, 'unavailable')
    }
  }

  #read(socket: LiveSocket, data: RawData, isBinary: boolean): void {
    socket.silent = 0
    if (isBinary) {
      socket.close(1003, 'text frames only')
      return
    }
    const { session } = this.#parts.node
    const connectionId = (socket.address as Connection).connectionId
    const parsed = parseClientMessage((data as Buffer).toString('utf8'))
    const lanes = socket.lanes ?? new Lanes()
    socket.lanes = lanes
    const [message, task]: [ClientMessage, () => Promise<void>] = parsed.ok
      ? [parsed.message, () => this.#handle(socket, connectionId, parsed.message)]
      : [unread, () => this.#filed(socket, session.refuse(connectionId, parsed.refusal))]
    this.#guard(
      lanes.run(message, () => task().catch((fault) => this.#fault(fault))).then(() => this.#rest(socket, lanes)),
    )
    if (lanes.pending >= mostPending && !socket.isPaused) socket.pause()
  }

  async #handle(socket: LiveSocket, connectionId: string, message: ClientMessage): Promise<void> {
    const { node } = this.#parts
    await this.#filed(socket, node.session.receive(connectionId, message))
    if (message.action !== 'authorize' || socket.readyState !== socket.OPEN) return
    const connection = await node.connection(connectionId)
    if (connection !== undefined) this.#expiry.set(socket, connection.identity.expiresAt)
  }

  /** Where nothing is known of a connection any more, as after a machine's sleep, its client has to come again. */
  async #filed(socket: LiveSocket, answered: Promise<Filed>): Promise<void> {
    if ((await answered) === 'gone') this.#expire(socket)
  }

  #expire(socket: LiveSocket): void {
    this.#end(socket, 4408, { reason: 'expired', reconnectAfterMs: 0 })
  }

  #rest(socket: LiveSocket, lanes: Lanes): void {
    if (lanes.pending < mostPending / 2 && socket.isPaused) socket.resume()
    if (lanes.pending === 0 && socket.lanes === lanes) socket.lanes = undefined
  }

  #end(socket: LiveSocket, code: number, why: Pick<Goodbye, 'reason' | 'reconnectAfterMs'>): void {
    if (socket.address === undefined) return
    this.#guard(this.#parts.node.sockets.close(socket.address, code, { type: 'goodbye', ...why }))
  }

  #forget(socket: LiveSocket): void {
    const connectionId = (socket.address as Connection).connectionId
    this.#open.delete(socket)
    this.#heartbeat.remove(socket)
    this.#expiry.remove(socket)
    this.#parts.node.sockets.remove(connectionId)
    this.#guard(this.#parts.node.session.disconnect(connectionId))
  }

  #guard(task: Promise<void>): void {
    task.catch((fault) => this.#fault(fault))
  }

  #fault(fault: unknown): void {
    this.#parts.log.error({ err: fault }, 'a connection met a fault')
  }
}

/** Where a message could not be read, only its turn matters: any time after the connection was filed. */
const unread: ClientMessage = { action: 'ping', ref: '' }

function alive(this: WebSocket): void {
  ;(this as LiveSocket).silent = 0
}

function ignore(): void {}
