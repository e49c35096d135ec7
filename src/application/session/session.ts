import type { QueryId } from '../../domain/query/query.js'
import { ok, type Refusal, type Result } from '../../domain/refusal.js'
import { type ClientMessage, messageLimits } from '../../domain/wire/clientMessage.js'
import { isUnavailable } from '../../ports/backendFault.js'
import type { Connection } from '../../ports/connection.js'
import type { Welcome } from '../../ports/eventBus.js'
import { Answers } from './answers.js'
import { authorize } from './authorize.js'
import { fetchDocuments } from './fetch.js'
import { leaseOf } from './lease.js'
import { older } from './older.js'
import type { SessionParts } from './parts.js'
import { planQuery } from './planQuery.js'
import { defaultPolicy, register, subscribe } from './subscribe.js'
import { summarize } from './summarize.js'

/**
 * Whether a connection has a row. `gone`: its lease is over, as after a machine's sleep, and with it what is known of it:
 * whoever holds its socket MUST close it as `expired`, or its client would wait for ever.
 */
export type Filed = 'filed' | 'gone'

const unavailable = { code: 'unavailable', message: 'a backend cannot answer now; try again' }
const internal = { code: 'internal', message: 'the request failed; try again' }

/** Longest `queryId` that is looked for: it is echoed, and none of ours has more. */
const longestQueryId = 64

/** What one connection may ask, from its first to its last message. Answers go through the outbox. */
export class Session {
  readonly #parts: SessionParts
  readonly #answers: Answers

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#answers = new Answers(parts)
  }

  /** Files a new connection, and subscribes it to the channels of its URL. Refused: the caller closes it. */
  async connect(connection: Connection, channels: readonly string[]): Promise<Result<void>> {
    const planned = channels.map((channel) => ({
      channel,
      query: planQuery({ channel }, connection.identity.claims, this.#parts.access),
    }))
    for (const { query } of planned) if (!query.ok) return query
    const expiresAt = leaseOf(this.#parts, connection, connection.identity)
    await this.#parts.store.connect({ ...connection, expiresAt })
    const subscribed: Welcome['subscribed'][number][] = []
    for (const { channel, query } of planned) {
      if (!query.ok) continue
      const policy = defaultPolicy(this.#parts.settings)
      const limit = messageLimits.defaultLimit
      await register(this.#parts, connection, { query: query.value, ref: channel, limit, policy })
      subscribed.push({ ref: channel, queryId: query.value.queryId })
    }
    await this.#welcome(connection, subscribed)
    return ok(undefined)
  }

  /** A gateway that posts nothing to who is connecting has it said by whoever tells the deltas. */
  async #welcome({ connectionId, endpoint, packed, connectedAt }: Connection, subscribed: Welcome['subscribed']) {
    if (subscribed.length === 0) return
    const to = { connectionId, endpoint, packed, connectedAt }
    if (this.#parts.settings.welcome === 'posted') return this.#answers.subscribed(to, subscribed)
    const [answer] = await this.#parts.bus.publish('welcomes', [{ to, subscribed }])
    if (answer === 'ok') return
    await this.#parts.store.disconnect(connectionId)
    throw new Error('the welcome of a connection could not be queued')
  }

  /** Answers one request. Never throws: a fault is answered, told to the operator, and ends nothing else. */
  async receive(connectionId: string, message: ClientMessage): Promise<Filed> {
    return this.#with(connectionId, message.action, async (connection) => {
      try {
        await this.#handle(connection, message)
      } catch (error) {
        this.#parts.telemetry.fault(message.action, error)
        await this.#answers.error(connection, isUnavailable(error) ? unavailable : internal, message.ref)
      }
    })
  }

  /** Answers a message that could not be read. */
  async refuse(connectionId: string, error: Refusal & { readonly ref?: string }): Promise<Filed> {
    return this.#with(connectionId, 'refuse', (connection) => this.#answers.error(connection, error, error.ref))
  }

  /** A sign of life. Rows that had lapsed are restored, and the client is told to catch up. */
  async renew(connectionId: string): Promise<Filed> {
    return this.#with(connectionId, 'renew', async (connection) => {
      await this.#renew(connection)
    })
  }

  /**
   * What was posted to this connection may be lost: its client is told to catch up with all that it looks at. `gone` as
   * well where it could not be told: its client has to come again, or it would take what it shows for all that there is.
   */
  async catchUp(connectionId: string): Promise<Filed> {
    let told = false
    await this.#with(connectionId, 'catch up', async (connection) => {
      const subscriptions = await this.#parts.store.subscriptions(connectionId)
      await this.#lagging(
        connection,
        subscriptions.map(({ query }) => query.queryId),
      )
      told = true
    })
    return told ? 'filed' : 'gone'
  }

  async disconnect(connectionId: string): Promise<void> {
    await this.#parts.store.disconnect(connectionId)
  }

  async #with(connectionId: string, where: string, task: (connection: Connection) => Promise<void>): Promise<Filed> {
    try {
      const connection = await this.#parts.store.connection(connectionId)
      if (connection === undefined) return 'gone'
      await task(connection)
    } catch (error) {
      // Neither store nor outbox may be there to answer by.
      this.#parts.telemetry.fault(where, error)
    }
    return 'filed'
  }

  async #handle(connection: Connection, message: ClientMessage): Promise<void> {
    switch (message.action) {
      case 'subscribe':
        return subscribe(this.#parts, this.#answers, connection, message)
      case 'unsubscribe':
        return this.#unsubscribe(connection, message.ref, message.queryId, message.of)
      case 'fetch':
        return fetchDocuments(this.#parts, this.#answers, connection, message)
      case 'older':
        return older(this.#parts, this.#answers, connection, message)
      case 'summarize':
        return summarize(this.#parts, this.#answers, connection, message)
      case 'authorize':
        return authorize(this.#parts, this.#answers, connection, message)
      case 'ping':
        return this.#ping(connection, message.ref)
    }
  }

  async #unsubscribe(connection: Connection, ref: string, queryId: string, of: string): Promise<void> {
    if (queryId.length > longestQueryId) {
      const refusal = { code: 'bad_request', message: 'not a queryId', path: 'queryId' }
      return this.#answers.error(connection, refusal, ref)
    }
    const ended = await this.#parts.store.unsubscribe(connection.connectionId, queryId, of)
    await this.#answers.message(connection, { type: 'unsubscribed', ref, queryId, ended })
  }

  async #ping(connection: Connection, ref: string): Promise<void> {
    if (!(await this.#renew(connection))) return
    const now = new Date(this.#parts.clock.now()).toISOString()
    await this.#answers.message(connection, { type: 'pong', ref, now })
  }

  async #renew(connection: Connection): Promise<boolean> {
    // Its rows run as long as the gateway keeps it: nothing to renew.
    if (this.#parts.settings.lease.from === 'connect') return true
    const expiresAt = leaseOf(this.#parts, connection, connection.identity)
    const renewed = await this.#parts.store.renew(connection.connectionId, { expiresAt })
    if (typeof renewed === 'string') {
      await this.#answers.goodbye(connection, 4408, 'expired', 0)
      return false
    }
    await this.#lagging(connection, renewed.restored)
    return true
  }

  async #lagging(connection: Connection, queryIds: readonly QueryId[]): Promise<void> {
    const cursor = new Date(this.#parts.clock.now()).toISOString()
    for (const queryId of queryIds) await this.#answers.message(connection, { type: 'lagging', queryId, cursor })
  }
}
