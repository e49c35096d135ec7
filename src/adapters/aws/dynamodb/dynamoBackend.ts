import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Backend, Health } from '../../../ports/backend.js'
import type { Clock } from '../../../ports/clock.js'
import { ClockOffset } from './clockOffset.js'
import { expires, timeToLive } from './table.js'

/** Less than the two seconds in which health is to be told. */
const patienceMs = 1_500

export interface DynamoBackendOptions {
  readonly client: DynamoDBClient
  readonly table: string
  readonly clock: Clock
}

/** Whether the table can be used, and how far its clock is off, by all that the client is answered. */
export class DynamoBackend implements Backend {
  readonly #client: DynamoDBClient
  readonly #table: string
  readonly #clock: Clock
  readonly #offset = new ClockOffset()

  constructor({ client, table, clock }: DynamoBackendOptions) {
    this.#client = client
    this.#table = table
    this.#clock = clock
    client.middlewareStack.add(
      (next) => async (args) => {
        const sent = clock.now()
        const result = await next(args)
        const { headers } = result.response as { headers?: Readonly<Record<string, string>> }
        this.#offset.observe(sent, clock.now(), Date.parse(headers?.['date'] ?? ''))
        return result
      },
      // Next to the wire: retries are not part of the time it takes.
      { step: 'deserialize', priority: 'low', name: 'clockOffset', override: true },
    )
  }

  async health(): Promise<Health> {
    try {
      const abortSignal = AbortSignal.timeout(patienceMs)
      const asked = new DescribeTableCommand({ TableName: this.#table })
      const [{ Table: told }, expiry] = await Promise.all([
        this.#client.send(asked, { abortSignal }),
        this.#expiry(abortSignal),
      ])
      const clockOffsetMs = this.#offset.at(this.#clock.now())
      return {
        ok: told?.TableStatus === 'ACTIVE' || told?.TableStatus === 'UPDATING',
        detail: `table ${this.#table} is ${told?.TableStatus ?? 'unknown'}`,
        ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
        ...(expiry === undefined ? {} : { weaker: { expiry } }),
      }
    } catch (error) {
      // A fault's message may hold an address.
      const name = error instanceof Error ? error.name : 'an unknown fault'
      return { ok: false, detail: `table ${this.#table} can't be asked for: ${name}` }
    }
  }

  /** What is weaker about it, if anything: not worth failing for. */
  async #expiry(abortSignal: AbortSignal): Promise<string | undefined> {
    try {
      if (await expires(this.#client, this.#table, abortSignal)) return undefined
      return `time to live by ${timeToLive} is off: lapsed rows are not read, but stay and are paid for`
    } catch {
      return 'whether time to live is on is not known: it could not be asked for'
    }
  }
}
