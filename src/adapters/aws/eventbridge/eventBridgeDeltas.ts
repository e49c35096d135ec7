import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import type { Delta } from '../../../domain/document/hit.js'
import type { EventBus, Published, Topic, Topics } from '../../../ports/eventBus.js'
import { packDeltas } from '../deltaPacks.js'
import { type BackoffOptions, defaultBackoff } from '../dynamodb/backoff.js'
import { type Failure, sendParcels } from '../sendParcels.js'
import { entrySize } from './entrySize.js'
import { detailTypes, source } from './patterns.js'

export interface EventBridgeDeltasOptions {
  readonly client: EventBridgeClient
  /** Of deltas only: whoever may put events on it can tell viewers anything. */
  readonly busName: string
  /** Bytes of all entries of one call; EventBridge takes 1 MB since 2026, emulators often 256 KB. */
  readonly maxCallBytes?: number
  readonly backoff?: BackoffOptions
}

/** "PutEvents": entries of one call. */
const maxEntries = 10

/** Error codes of an entry after which the same one may be taken later: "PutEventsResultEntry". */
const passing: ReadonlySet<string> = new Set(['InternalFailure', 'InternalException', 'ThrottlingException'])

/** Publishes deltas on a bus of their own, those of one call packed together in as few entries as 200 KB allows. */
export class EventBridgeDeltas implements EventBus {
  readonly #options: EventBridgeDeltasOptions

  constructor(options: EventBridgeDeltasOptions) {
    this.#options = options
  }

  async publish<T extends Topic>(topic: T, items: readonly Topics[T][]): Promise<readonly Published[]> {
    if (topic !== 'deltas') throw new Error(`${topic} do not travel on the bus of deltas`)
    const places = new Map<PutEventsRequestEntry, readonly number[]>()
    const parcels = packDeltas(items as readonly Delta[]).map(({ detail, items: at }) => {
      const { busName } = this.#options
      const content = { EventBusName: busName, Source: source, DetailType: detailTypes.deltas, Detail: detail }
      places.set(content, at)
      return { content, bytes: entrySize(content) }
    })
    const lost = await sendParcels<PutEventsRequestEntry>(parcels, {
      maxCount: maxEntries,
      maxBytes: this.#options.maxCallBytes ?? 1_000_000,
      backoff: this.#options.backoff ?? defaultBackoff,
      send: (entries) => this.#put(entries),
    })
    const answers: Published[] = items.map(() => 'ok')
    for (const [{ content }, why] of lost) for (const at of places.get(content) ?? []) answers[at] = { retry: why }
    return answers
  }

  async #put(entries: readonly PutEventsRequestEntry[]): Promise<readonly (Failure | undefined)[]> {
    const { Entries = [] } = await this.#options.client.send(new PutEventsCommand({ Entries: [...entries] }))
    return entries.map((_, i) => {
      const { ErrorCode, EventId } = Entries[i] ?? {}
      if (EventId !== undefined && ErrorCode === undefined) return undefined
      return { again: ErrorCode === undefined || passing.has(ErrorCode), why: ErrorCode ?? 'no answer' }
    })
  }
}
