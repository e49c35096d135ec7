import type { Socket } from '../../../client/src/index.js'
import type { ClientMessage } from '../../../src/domain/wire/clientMessage.js'
import type { Frame } from '../../../src/domain/wire/frame.js'
import { plain } from '../../../src/domain/wire/outlines.js'
import { pack } from '../../../src/domain/wire/pack.js'
import type { ServerMessage } from '../../../src/domain/wire/serverMessage.js'
import type { Connection } from '../../../src/ports/connection.js'

/** The client's end of a connection. */
export class ModelSocket implements Socket {
  onopen: ((event: unknown) => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  onerror: ((event: unknown) => void) | null = null
  readonly protocols: readonly string[]
  readonly toServer: (ClientMessage | 'closed')[] = []
  /** Ended at the client's end. */
  ended = false

  constructor(protocols: readonly string[]) {
    this.protocols = protocols
  }

  send(data: string): void {
    if (!this.ended) this.toServer.push(JSON.parse(data))
  }

  close(): void {
    if (this.ended) return
    this.ended = true
    this.toServer.push('closed')
  }

  /** The client is told that it is over. */
  end(code: number): void {
    if (this.ended) return
    this.ended = true
    this.onclose?.({ code })
  }
}

export type Sent = { readonly text: string; readonly isHits: boolean } | { readonly closed: number }

/** One connection as its node has it: what was sent and has not arrived, and what is shed while its reader is slow. */
export class Wire {
  readonly connection: Connection
  readonly socket: ModelSocket
  readonly toClient: Sent[] = []
  /** Its node has rows for it. */
  filed = false
  /** Posts reach it. */
  open = true
  slow = false
  readonly #now: () => number
  #sentAt: number
  #shed: { readonly cursor: string; readonly missed: Map<string, number> } | undefined

  constructor(connection: Connection, socket: ModelSocket, now: () => number) {
    this.connection = connection
    this.socket = socket
    this.#now = now
    this.#sentAt = now()
  }

  send(frames: readonly Frame[]): void {
    for (const frame of frames) {
      const isHits = frame.hits.size > 0
      if (isHits && this.slow && this.#shed === undefined && this.toClient.length > 1) {
        this.#shed = { cursor: new Date(this.#sentAt).toISOString(), missed: new Map() }
      }
      if (isHits && this.#shed !== undefined) {
        for (const [queryId, count] of frame.hits) {
          this.#shed.missed.set(queryId, (this.#shed.missed.get(queryId) ?? 0) + count)
        }
      } else {
        this.toClient.push({ text: Buffer.from(frame.bytes).toString(), isHits })
        if (this.#shed === undefined) this.#sentAt = this.#now()
      }
    }
  }

  say(message: ServerMessage): void {
    this.send(pack([plain(message)], this.connection.packed))
  }

  close(code: number, last: ServerMessage | undefined): void {
    if (!this.open) return
    if (last !== undefined) this.say(last)
    this.open = false
    this.toClient.push({ closed: code })
  }

  /** Hands the nth thing that is on its way to the client. */
  deliver(nth: number): Sent | undefined {
    const at = nth % this.toClient.length
    // What closes comes after all that was sent before it.
    const closing =
      this.toClient[at] !== undefined && 'closed' in (this.toClient[at] as Sent) && this.toClient.length > 1
    const [sent] = this.toClient.splice(closing ? 0 : at, 1)
    if (sent === undefined) return undefined
    if ('closed' in sent) {
      this.toClient.length = 0
      this.socket.end(sent.closed)
    } else this.socket.onmessage?.({ data: sent.text })
    this.#drained()
    return sent
  }

  /** Nothing more passes. The client may learn it at once. */
  cut(isTold: boolean): void {
    this.toClient.length = 0
    if (isTold) this.socket.end(1006)
  }

  #drained(): void {
    if (this.toClient.length > 0 || this.#shed === undefined) return
    const { cursor, missed } = this.#shed
    this.#shed = undefined
    for (const [queryId, count] of missed) this.say({ type: 'lagging', queryId, missed: count, cursor })
  }
}
