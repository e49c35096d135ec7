import { once } from 'node:events'
import { type ClientOptions, WebSocket } from 'ws'
import type { ClientMessage } from '../../src/domain/wire/clientMessage.js'
import type { ServerMessage, SnapshotPart } from '../../src/domain/wire/serverMessage.js'
import { eventually } from './eventually.js'

type Of<T extends ServerMessage['type']> = Extract<ServerMessage, { readonly type: T }>

/** A client that keeps every message, and waits for what it expects; nothing here sleeps. */
export class TestClient {
  readonly messages: ServerMessage[] = []
  readonly frames: string[] = []
  readonly socket: WebSocket
  #closed: { readonly code: number; readonly reason: string } | undefined
  #ref = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      const text = String(data)
      this.frames.push(text)
      const parsed = JSON.parse(text) as ServerMessage | ServerMessage[]
      this.messages.push(...(Array.isArray(parsed) ? parsed : [parsed]))
    })
    socket.on('close', (code, reason) => {
      this.#closed = { code, reason: String(reason) }
    })
    // A refused upgrade is awaited by `open`; a later fault shows as a close.
    socket.on('error', () => {})
  }

  /** `url`: of the WebSocket, with its query. */
  static async open(
    url: string,
    protocols: string[] = ['deltaboard.v1'],
    options?: ClientOptions,
  ): Promise<TestClient> {
    const client = new TestClient(new WebSocket(url, protocols, { perMessageDeflate: false, ...options }))
    await once(client.socket, 'open')
    return client
  }

  get closed(): { readonly code: number; readonly reason: string } | undefined {
    return this.#closed
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  nextRef(): string {
    return `r${++this.#ref}`
  }

  /** Sends, and waits for the first message that answers it. */
  async ask<T extends ServerMessage['type']>(type: T, message: ClientMessage): Promise<Of<T>> {
    this.send(message)
    return this.until(
      `${type} to ${message.ref}`,
      (m): m is Of<T> => m.type === type && 'ref' in m && m.ref === message.ref,
    )
  }

  until<M extends ServerMessage>(what: string, is: (m: ServerMessage) => m is M): Promise<M> {
    return eventually(what, () => this.messages.find(is))
  }

  /** Subscribes, and waits for the whole snapshot. */
  async subscribe(
    query: { channel?: string; where?: unknown; limit?: number },
    more: { since?: string; policy?: 'batch' | 'sample' | 'latest' } = {},
  ): Promise<{ readonly queryId: string; readonly ref: string; readonly parts: readonly SnapshotPart[] }> {
    const ref = this.nextRef()
    const { queryId } = await this.ask('subscribed', { action: 'subscribe', ref, query, ...more })
    const of = () => this.messages.filter((m): m is SnapshotPart => m.type === 'snapshot' && m.ref === ref)
    await eventually('the whole snapshot', () => of().some((p) => p.last))
    return { queryId, ref, parts: of() }
  }

  /** Ids of the hits that arrived live, in order, with repeats. */
  liveIds(queryId?: string): string[] {
    return this.messages.flatMap((m) =>
      m.type === 'hits' && (queryId === undefined || m.queryId === queryId) ? m.hits.map((h) => h.eventId) : [],
    )
  }

  async close(): Promise<void> {
    this.socket.close()
    await eventually('closed', () => this.#closed !== undefined)
  }
}
