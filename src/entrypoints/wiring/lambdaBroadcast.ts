import { Container } from 'inversify'
import { readDeltaRecord } from '../../adapters/aws/sqs/records.js'
import type { Broadcast } from '../../application/broadcast/broadcast.js'
import type { Welcomes } from '../../application/session/welcome.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { lambdaOutbox, type PostQuota, shareOf } from './lambdaOutbox.js'
import type { LambdaIndex, LambdaStore } from './lambdaPlaces.js'
import { type LambdaQueue, lambdaQueue, type QueueUrls } from './lambdaQueue.js'
import { type LambdaRules, lambdaRules } from './lambdaRules.js'
import { openSearch } from './openSearch.js'
import { subscriptions } from './subscriptions.js'
import * as t from './tokens.js'
import { useCases } from './useCases.js'

export interface LambdaBroadcast {
  readonly rules: LambdaRules
  readonly store: LambdaStore
  readonly index: LambdaIndex
  readonly deltas: QueueUrls
  readonly endpoints: ReadonlyMap<string, string>
  readonly quota: PostQuota
}

export interface Broadcasting extends LambdaQueue {
  readonly broadcast: Pick<Broadcast, 'handle'>
  readonly welcomes: Pick<Welcomes, 'handle'>
  /** What one message carries, or why it can't be read. */
  readonly readDeltas: typeof readDeltaRecord
  /** Posts a second that are this function's. */
  readonly share: number
}

export async function lambdaBroadcast(parts: LambdaBroadcast, telemetry: Telemetry): Promise<Broadcasting> {
  const container = new Container({ defaultScope: 'Singleton' })
  const { deltas, endpoints, index, quota, rules, store } = parts
  container.load(
    lambdaRules(rules, telemetry),
    await subscriptions(store),
    // Deltas that were too large for the bus are read from it.
    openSearch(index.address, index.shape, index.region),
    lambdaOutbox(endpoints, quota),
    useCases,
  )
  return {
    broadcast: container.get(t.broadcast),
    welcomes: container.get(t.welcomes),
    readDeltas: readDeltaRecord,
    share: shareOf(quota),
    ...lambdaQueue(deltas, ['deltas', 'welcomes']),
  }
}
