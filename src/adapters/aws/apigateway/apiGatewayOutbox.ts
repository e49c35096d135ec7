import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import type { QueryId } from '../../../domain/query/query.js'
import type { Frame } from '../../../domain/wire/frame.js'
import { plain } from '../../../domain/wire/outlines.js'
import { pack } from '../../../domain/wire/pack.js'
import type { Goodbye } from '../../../domain/wire/serverMessage.js'
import type { Clock } from '../../../ports/clock.js'
import type { Address } from '../../../ports/connection.js'
import type { Outbox, Undelivered } from '../../../ports/outbox.js'
import type { Telemetry } from '../../../ports/telemetry.js'
import { Caller } from './caller.js'
import { managementClient } from './managementClient.js'
import { Tally } from './tally.js'

export interface ApiGatewayOutboxOptions {
  /** URLs of `@connections` by the ids that addresses name; never a URL from a row. */
  readonly endpoints: ReadonlyMap<string, string>
  /** By default with the environment's credentials. */
  readonly clientOf?: (url: string) => ApiGatewayManagementApiClient
  readonly clock: Clock
  readonly telemetry: Pick<Telemetry, 'dropped' | 'fault'>
  /** This outbox's share of the account's quota, and of its burst. */
  readonly postsPerSecond: number
  readonly burst: number
  /** Most calls at a time. */
  readonly inFlight: number
  /** How long one `post` may go on, in milliseconds. */
  readonly budgetMs: number
}

/** Of the budget, after which hits are not posted any more: the rest is for telling `lagging`, one post for all of them. */
const sheddingAfter = 0.75
/** Documents were written a moment before their posts: a cursor that lies before them. It decides bytes only. */
const writtenBeforeMs = 10_000
const goodbyeMs = 400

/**
 * Posts to API Gateway's WebSocket connections. Nothing is kept once `post` has resolved, so nothing is lost with a
 * function that is frozen then. What cannot be posted in time is told by `lagging`; who cannot be told that either, or
 * whose socket stays full while others are served, is given up.
 */
export class ApiGatewayOutbox implements Outbox {
  /** What API Gateway can't promise: it sends no close code, and has no place to hold what one reader does not take. */
  readonly weaker = { closeCode: 1005, slow: 'given up' } as const
  readonly #options: ApiGatewayOutboxOptions
  readonly #clients = new Map<string, ApiGatewayManagementApiClient>()
  readonly #caller: Caller

  constructor(options: ApiGatewayOutboxOptions) {
    this.#options = options
    this.#caller = new Caller({ ...options, clientOf: (endpoint) => this.#clientOf(endpoint) })
  }

  async post(frames: readonly Frame[], to: readonly Address[]): Promise<readonly Undelivered[]> {
    const now = this.#options.clock.now()
    const tally = this.#tally()
    const answers = await Promise.all(to.map((address) => this.#deliver(frames, address, now, tally)))
    return answers.filter((answer) => answer !== undefined)
  }

  /** Says goodbye if that is taken at once, and ends the connection; no close code ever reaches it. */
  async close(to: Address, _code: number, last?: Goodbye): Promise<void> {
    const { budgetMs, clock } = this.#options
    const tally = this.#tally()
    const now = clock.now()
    const frames = last === undefined ? [] : pack([plain(last)], to.packed)
    for (const { bytes } of frames) {
      const ended = await this.#caller.call(to, bytes, now + Math.min(goodbyeMs, budgetMs / 2), tally)
      if (ended === 'gone') return
    }
    const ended = await this.#caller.call(to, 'delete', now + budgetMs, tally)
    // It ends by itself, at its idle time or age; its rows have gone.
    if (ended === 'late') tally.fault(new Error('a connection could not be closed'))
  }

  /** Ends the connections that are kept open. */
  stop(): void {
    for (const client of this.#clients.values()) client.destroy()
    this.#clients.clear()
  }

  /** Frames to one receiver, one after the other. */
  async #deliver(frames: readonly Frame[], to: Address, now: number, tally: Tally): Promise<Undelivered | undefined> {
    const { budgetMs } = this.#options
    const until = now + budgetMs
    const missed = new Map<QueryId, number>()
    for (const frame of frames) {
      const sheddable = frame.hits.size > 0
      // In order: what follows something that was shed is shed as well, but for answers.
      const ended =
        sheddable && missed.size > 0
          ? 'late'
          : await this.#caller.call(to, frame.bytes, sheddable ? now + budgetMs * sheddingAfter : until, tally)
      if (ended === 'gone') return { to, why: 'gone' }
      if (ended === 'late' && sheddable) this.#shed(frame, missed)
      else if (ended !== 'done') return { to, why: 'gaveUp' }
    }
    if (missed.size === 0) return undefined
    return this.#tellLagging(to, missed, now, tally)
  }

  #shed(frame: Frame, missed: Map<QueryId, number>): void {
    for (const [queryId, count] of frame.hits) {
      missed.set(queryId, (missed.get(queryId) ?? 0) + count)
      this.#options.telemetry.dropped('slow', count)
    }
  }

  async #tellLagging(
    to: Address,
    missed: ReadonlyMap<QueryId, number>,
    now: number,
    tally: Tally,
  ): Promise<Undelivered | undefined> {
    const cursor = new Date(now - writtenBeforeMs).toISOString()
    const messages = [...missed].map(([queryId, count]) => plain({ type: 'lagging', queryId, missed: count, cursor }))
    for (const { bytes } of pack(messages, to.packed)) {
      const ended = await this.#caller.call(to, bytes, now + this.#options.budgetMs, tally)
      if (ended !== 'done') return { to, why: ended === 'gone' ? 'gone' : 'gaveUp' }
    }
    return undefined
  }

  #tally(): Tally {
    return new Tally((error) => this.#options.telemetry.fault('outbox', error))
  }

  #clientOf(endpoint: string): ApiGatewayManagementApiClient | undefined {
    const { clientOf, endpoints, inFlight } = this.#options
    const url = endpoints.get(endpoint)
    if (url === undefined) return undefined
    let client = this.#clients.get(endpoint)
    if (client === undefined) {
      client = clientOf?.(url) ?? managementClient(url, { maxSockets: inFlight })
      this.#clients.set(endpoint, client)
    }
    return client
  }
}
