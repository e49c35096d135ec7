import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import type { Clock } from '../../../ports/clock.js'
import type { Address } from '../../../ports/connection.js'
import { type Outcome, outcomeOf } from './outcome.js'
import { Pace } from './pace.js'
import { Slots } from './slots.js'
import type { Tally } from './tally.js'

export interface CallerOptions {
  readonly clientOf: (endpoint: string) => ApiGatewayManagementApiClient | undefined
  readonly clock: Clock
  readonly postsPerSecond: number
  readonly burst: number
  readonly inFlight: number
}

/** What one call is: a post of these bytes, or the connection's end. */
export type Call = Uint8Array | 'delete'

/** How a call ended. `slow`: the socket is full. `late`: the time was over first. */
export type Ended = 'done' | 'gone' | 'slow' | 'late' | 'impossible'

/** In a connection's first seconds 410 may mean that `$connect` has not returned yet. */
const youngMs = 5_000
/** Throttled so often while others were served, it is the socket that is full, and not the quota that is used up. */
const strikes = 3
const firstWaitMs = 200
const mostWaitMs = 2_000

/** Calls `@connections` at the pace of its share of the account's quota, so many at a time, and again while that may help. */
export class Caller {
  readonly #options: CallerOptions
  readonly #pace: Pace
  readonly #slots: Slots

  constructor(options: CallerOptions) {
    this.#options = options
    this.#pace = new Pace(options.clock, options.postsPerSecond, options.burst)
    this.#slots = new Slots(options.inFlight)
  }

  /** Whoever waits before another try holds no place: a slow receiver delays nobody. */
  async call(to: Address, call: Call, until: number, tally: Tally): Promise<Ended> {
    const { clock } = this.#options
    const began = tally.mark()
    for (let tries = 0, throttled = 0; ; tries++) {
      const { error, outcome } = await this.#slots.run(async () =>
        (await this.#pace.take(until)) ? this.#once(to, call) : { outcome: 'late' as const, error: undefined },
      )
      if (outcome === 'done') tally.served()
      if (outcome === 'impossible') tally.fault(error)
      if (outcome === 'done' || outcome === 'late' || outcome === 'impossible') return outcome
      if (outcome === 'gone' && clock.now() - to.connectedAt >= youngMs) return 'gone'
      if (outcome === 'throttled') {
        tally.throttled()
        throttled++
        if (throttled >= strikes && tally.othersWereServed(began, throttled)) return 'slow'
      }
      const wait = Math.min(mostWaitMs, firstWaitMs * 2 ** tries) * (0.5 + Math.random() / 2)
      if (clock.now() + wait >= until) {
        if (outcome === 'failed') tally.fault(error)
        return outcome === 'gone' ? 'gone' : 'late'
      }
      await sleep(wait)
    }
  }

  async #once(to: Address, call: Call): Promise<{ readonly outcome: Outcome; readonly error: unknown }> {
    const client = this.#options.clientOf(to.endpoint)
    if (client === undefined) {
      const error = new Error(`no endpoint ${JSON.stringify(to.endpoint)} is configured`)
      return { outcome: 'impossible', error }
    }
    const ConnectionId = to.connectionId
    try {
      if (call === 'delete') await client.send(new DeleteConnectionCommand({ ConnectionId }))
      else await client.send(new PostToConnectionCommand({ ConnectionId, Data: call }))
      return { outcome: 'done', error: undefined }
    } catch (error) {
      return { outcome: outcomeOf(error), error }
    }
  }
}
