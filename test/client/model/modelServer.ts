import type { Hit, Key } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { comparePositions, positionOf } from '../../../src/domain/document/order.js'
import { patchOf } from '../../../src/domain/document/patch.js'
import type { ClientMessage, FetchRequest, SubscribeRequest } from '../../../src/domain/wire/clientMessage.js'
import type { Hits, ServerMessage, SnapshotPart } from '../../../src/domain/wire/serverMessage.js'

/** What one version of a document says. An id and a version always mean one body. */
export interface Body {
  readonly matches: boolean
  /** 0 or 1. */
  readonly day: number
  readonly minute: number
}

interface Told {
  readonly now: Hit
  readonly was: readonly Hit[]
}

export interface Packet {
  readonly connection: string
  readonly message: ServerMessage
}

/** More than any two clocks of the model differ, in milliseconds. */
const maxSkew = 3
const start = Date.UTC(2026, 10, 24)

/**
 * A server in a few lines: one query (`matches: true`), writes by compare-and-set, a delta per write, each step apart so
 * that a schedule can put anything between them. Messages lie in `sent` until the schedule delivers, repeats or loses them.
 */
export class ModelServer {
  readonly index = new Map<Key, Told>()
  /** All deltas, and those that no broadcast has told yet. */
  readonly deltas: Told[] = []
  readonly untold: Told[] = []
  readonly sent: Packet[] = []
  readonly jobs: { connection: string; request: SubscribeRequest }[] = []
  readonly connections = new Map<string, Map<string, string>>()
  readonly queryId: (connection: string) => string
  time = 0

  constructor(queryId: (connection: string) => string = () => 'q') {
    this.queryId = queryId
  }

  /** ISO time, `ms` after the model's now. */
  iso(ms = 0): string {
    return new Date(start + this.time + ms).toISOString()
  }

  cursor(): string {
    return this.iso(maxSkew)
  }

  /** Stores a version, if it is newer; its delta waits for `broadcast`. `skew`: of the writer's clock, below maxSkew. */
  write(id: string, version: number, body: Body, skew = 0): void {
    const timestamp = new Date(start - body.day * 86_400_000 + body.minute * 60_000).toISOString()
    const odd = version % 2 === 1 ? { note: `${id} ${version}`, odd: [version] } : { even: version }
    const now: Hit = {
      eventId: id,
      version,
      '@timestamp': timestamp,
      ingestedAt: this.iso(skew),
      matches: body.matches,
      ...odd,
    }
    const stored = this.index.get(keyOf(now))
    if (stored !== undefined && stored.now.version >= version) return
    const told = { now, was: stored === undefined ? [] : [stored.now, ...stored.was] }
    this.index.set(keyOf(now), told)
    this.deltas.push(told)
    this.untold.push(told)
  }

  /** Tells a delta to whoever is subscribed now. */
  broadcast({ now, was }: Told): void {
    const key = keyOf(now)
    const base = was[0]
    const removed = !now.matches && was.some((hit) => hit.matches) ? [{ key, version: now.version }] : []
    const changed = now.matches && base?.matches ? [patchOf(base, now)] : []
    const hits = now.matches && changed.length === 0 ? [now] : []
    if (removed.length + changed.length + hits.length === 0) return
    for (const [connection, subscriptions] of this.connections) {
      for (const queryId of subscriptions.keys()) {
        const told: Hits = {
          type: 'hits',
          queryId,
          hits,
          ...(changed.length > 0 ? { changed } : {}),
          ...(removed.length > 0 ? { removed } : {}),
        }
        const cursor = this.cursor()
        // A message too large for a frame is split: then only its last part tells the cursor.
        if (now.version === 2) this.sent.push({ connection, message: told })
        const rest = now.version === 2 ? ({ type: 'hits', queryId, hits: [] } as const) : told
        this.sent.push({ connection, message: { ...rest, cursor } })
      }
    }
  }

  connect(connection: string): void {
    this.connections.set(connection, new Map())
  }

  /** The connection ends; what was sent to it is lost. */
  disconnect(connection: string): void {
    this.connections.delete(connection)
    const others = this.sent.filter((packet) => packet.connection !== connection)
    this.sent.splice(0, this.sent.length, ...others)
  }

  receive(connection: string, message: ClientMessage): void {
    const subscriptions = this.connections.get(connection)
    if (subscriptions === undefined) return
    const queryId = this.queryId(connection)
    if (message.action === 'subscribe') {
      subscriptions.set(queryId, message.ref)
      this.sent.push({ connection, message: { type: 'subscribed', ref: message.ref, queryId } })
      this.jobs.push({ connection, request: message })
    } else if (message.action === 'fetch') this.#fetch(connection, message)
    else if (message.action === 'unsubscribe') {
      const ended = subscriptions.get(message.queryId) === message.of
      if (ended) subscriptions.delete(message.queryId)
      this.sent.push({
        connection,
        message: { type: 'unsubscribed', ref: message.ref, queryId: message.queryId, ended },
      })
    } else if (message.action === 'ping') {
      this.sent.push({ connection, message: { type: 'pong', ref: message.ref, now: this.iso() } })
    }
  }

  /** Takes the snapshot of a subscribe that was received: refresh and search in one. */
  snapshot({ connection, request }: { connection: string; request: SubscribeRequest }): void {
    if (!this.connections.has(connection)) return
    const { ref, since, query } = request
    const limit = query.limit ?? 100
    const all = this.matching()
    const view = all.slice(0, limit)
    const isNew = (hit: Hit) => since === undefined || hit.ingestedAt > since
    const hits = view.filter(isNew)
    const last = view.at(-1)
    const queryId = this.queryId(connection)
    const tail: Partial<SnapshotPart> = {
      keep: view.filter((hit) => !isNew(hit)).map((hit) => [keyOf(hit), hit.version] as const),
      total: all.length,
      cursor: this.cursor(),
      continuity: 'complete',
      missed: since === undefined ? 0 : all.slice(limit).filter(isNew).length,
      ...(view.length === limit && last !== undefined ? { end: positionOf(last) } : {}),
    }
    hits.forEach((hit, part) => {
      this.sent.push({ connection, message: { type: 'snapshot', ref, queryId, part, last: false, hits: [hit] } })
    })
    const part: SnapshotPart = { type: 'snapshot', ref, queryId, part: hits.length, last: true, hits: [], ...tail }
    this.sent.push({ connection, message: part })
  }

  /** Tells a client that what was under way to it has been shed. */
  shed(connection: string): void {
    const kept = this.sent.filter((packet) => packet.connection !== connection || packet.message.type !== 'hits')
    const missed = this.sent.length - kept.length
    this.sent.splice(0, this.sent.length, ...kept)
    for (const queryId of this.connections.get(connection)?.keys() ?? []) {
      this.sent.push({ connection, message: { type: 'lagging', queryId, missed, cursor: this.cursor() } })
    }
  }

  /** What the index answers to the query: newest first. */
  matching(): Hit[] {
    const hits = [...this.index.values()].map((told) => told.now).filter((hit) => hit.matches)
    return hits.sort((a, b) => comparePositions(positionOf(a), positionOf(b)))
  }

  #fetch(connection: string, { ref, queryId, keys }: FetchRequest): void {
    if (!this.connections.get(connection)?.has(queryId)) {
      const message = 'no such subscription on this connection'
      this.sent.push({ connection, message: { type: 'error', ref, code: 'unknown_query', message, retryable: false } })
      return
    }
    const hits = keys.map((key) => this.index.get(key)?.now).filter((hit) => hit?.matches) as Hit[]
    const parts = hits.length === 0 ? [[]] : hits.map((hit) => [hit])
    parts.forEach((each, part) => {
      const last = part === parts.length - 1
      this.sent.push({ connection, message: { type: 'documents', ref, queryId, part, last, hits: each } })
    })
  }
}
