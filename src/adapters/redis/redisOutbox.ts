import { randomUUID } from 'node:crypto'
import type { Frame } from '../../domain/wire/frame.js'
import type { Goodbye } from '../../domain/wire/serverMessage.js'
import type { Address } from '../../ports/connection.js'
import type { Outbox, Undelivered } from '../../ports/outbox.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { Keys } from './keys.js'
import { NodeLine } from './nodeLine.js'
import { decode, encode, type NodeMessage } from './nodeMessage.js'
import type { RedisConnection } from './openRedis.js'
import { Receipts } from './receipts.js'

export interface RedisOutboxOptions {
  readonly redis: RedisConnection
  /** This node, as addresses name it. */
  readonly endpoint: string
  /** For the connections of this node. */
  readonly local: Outbox
  readonly telemetry: Pick<Telemetry, 'fault'>
  /** Is told of connections of this node that get nothing more of what other nodes posted to them. */
  readonly onUndelivered: (undelivered: readonly Undelivered[]) => void | Promise<void>
  readonly prefix?: string
  /** Silence after which a node is taken for gone with all of its connections, in milliseconds. */
  readonly presenceMs?: number
}

/** Frames of an answer that are under way to another node before it says that there is room for more. */
const answerFrames = 8

/** Bytes of one message between nodes: far below what Redis holds for a subscriber before it cuts it off. */
const messageBytes = 1_048_576

/**
 * Frames to the connections of all nodes: this node's own go to its sockets, others in one message a node. Of a post to
 * another node only `gone` for the whole node is answered here; single connections are told there, by `onUndelivered`.
 */
export class RedisOutbox implements Outbox {
  readonly #options: RedisOutboxOptions
  readonly #line: NodeLine
  readonly #receipts: Receipts
  #onLost: () => void | Promise<void> = () => {}
  #telling = false
  #lostAgain = false

  constructor(options: RedisOutboxOptions) {
    this.#options = options
    const { endpoint, redis, telemetry } = options
    this.#line = new NodeLine({
      redis,
      keys: new Keys(options.prefix),
      endpoint,
      onMessage: (message) => void this.#hear(message).catch((error) => telemetry.fault('outbox', error)),
      onLost: () => void this.#lost(),
      onFault: (error) => telemetry.fault('outbox', error),
      presenceMs: options.presenceMs ?? 8000,
    })
    this.#receipts = new Receipts((node) => this.#line.lives(node))
  }

  /** Resolves once posts of other nodes arrive here. `onLost`: some did not, and every connection has to be told `lagging`. */
  async open(onLost: () => void | Promise<void>): Promise<void> {
    this.#onLost = onLost
    await this.#line.open()
  }

  /** The others take this node for gone from now on. */
  async leave(): Promise<void> {
    await this.#line.close()
  }

  async post(frames: readonly Frame[], to: readonly Address[]): Promise<readonly Undelivered[]> {
    const nodes = new Map<string, Address[]>()
    for (const address of to) {
      const there = nodes.get(address.endpoint)
      if (there === undefined) nodes.set(address.endpoint, [address])
      else there.push(address)
    }
    const answers = await Promise.all([...nodes].map(([node, there]) => this.#postTo(node, frames, there)))
    return answers.flat()
  }

  async close(to: Address, code: number, last?: Goodbye): Promise<void> {
    if (to.endpoint === this.#options.endpoint) return this.#options.local.close(to, code, last)
    await this.#line.tell(to.endpoint, encode({ kind: 'close', to: plain(to), code, last: last ?? null }))
  }

  async #postTo(node: string, frames: readonly Frame[], there: readonly Address[]): Promise<readonly Undelivered[]> {
    if (node === this.#options.endpoint) return this.#options.local.post(frames, there)
    const [only] = there
    if (only !== undefined && there.length === 1 && frames.every(({ hits }) => hits.size === 0)) {
      return this.#answer(frames, only)
    }
    const to = there.map(plain)
    for (const part of partsOf(frames, Number.POSITIVE_INFINITY)) {
      const known = await this.#line.tell(node, encode({ kind: 'post', to, frames: part }))
      if (!known) return there.map((address) => ({ to: address, why: 'gone' }))
    }
    return []
  }

  /** No faster than the other node gets rid of it: an answer may be larger than what may wait there. */
  async #answer(frames: readonly Frame[], to: Address): Promise<readonly Undelivered[]> {
    for (const part of partsOf(frames, answerFrames)) {
      const id = randomUUID()
      const receipt = this.#receipts.expect(id, to.endpoint)
      const from = this.#options.endpoint
      let known = false
      try {
        known = await this.#line.tell(to.endpoint, encode({ kind: 'answer', to: plain(to), frames: part, from, id }))
      } finally {
        if (!known) this.#receipts.settle(id, 'gone')
      }
      const why = await receipt
      if (why !== null) return [{ to, why }]
    }
    return []
  }

  async #hear(bytes: Buffer): Promise<void> {
    const message: NodeMessage = decode(bytes)
    const { local, onUndelivered } = this.#options
    if (message.kind === 'receipt') this.#receipts.settle(message.id, message.undelivered)
    else if (message.kind === 'close') await local.close(message.to, message.code, message.last ?? undefined)
    else if (message.kind === 'post') {
      // Not one after the other: sockets keep their order by themselves, and an answer may wait for its reader.
      const undelivered = await local.post(message.frames, message.to)
      if (undelivered.length > 0) await onUndelivered(undelivered)
    } else {
      const [undelivered] = await local.post(message.frames, [message.to])
      const receipt = encode({ kind: 'receipt', id: message.id, undelivered: undelivered?.why ?? null })
      await this.#line.tell(message.from, receipt)
    }
  }

  /** One telling at a time; what is lost meanwhile is told by one more. */
  async #lost(): Promise<void> {
    this.#lostAgain = true
    if (this.#telling) return
    this.#telling = true
    try {
      while (this.#lostAgain) {
        this.#lostAgain = false
        await this.#onLost()
      }
    } catch (error) {
      this.#options.telemetry.fault('outbox', error)
    } finally {
      this.#telling = false
    }
  }
}

/** Subscribers are addresses with more: only what a post needs travels. */
function plain({ connectedAt, connectionId, endpoint, packed }: Address): Address {
  return { connectionId, endpoint, packed, connectedAt }
}

function* partsOf(frames: readonly Frame[], most: number): Iterable<readonly Frame[]> {
  let part: Frame[] = []
  let bytes = 0
  for (const frame of frames) {
    if (part.length > 0 && (part.length >= most || bytes + frame.bytes.length > messageBytes)) {
      yield part
      part = []
      bytes = 0
    }
    part.push(frame)
    bytes += frame.bytes.length
  }
  if (part.length > 0) yield part
}
