import { Container, ContainerModule } from 'inversify'
import { eventBridgeClient } from '../../adapters/aws/eventbridge/eventBridgeClient.js'
import { EventBridgeDeltas } from '../../adapters/aws/eventbridge/eventBridgeDeltas.js'
import { readEventRecord } from '../../adapters/aws/sqs/records.js'
import { sqsClient } from '../../adapters/aws/sqs/sqsClient.js'
import { SqsPublisher } from '../../adapters/aws/sqs/sqsPublisher.js'
import type { Ingest } from '../../application/ingest/ingest.js'
import type { Telemetry } from '../../ports/telemetry.js'
import type { LambdaIndex } from './lambdaPlaces.js'
import { type LambdaQueue, lambdaQueue, type QueueUrls } from './lambdaQueue.js'
import { type LambdaRules, lambdaRules } from './lambdaRules.js'
import { openSearch } from './openSearch.js'
import * as t from './tokens.js'
import { useCases } from './useCases.js'

export interface LambdaIngest {
  readonly rules: LambdaRules
  readonly index: LambdaIndex
  readonly events: QueueUrls
  /** By a bus that others can listen to as well, or straight to the queue of broadcast. */
  readonly route:
    | { readonly kind: 'bus'; readonly busName: string }
    | { readonly kind: 'sqs'; readonly queueUrl: string }
}

export interface Ingesting extends LambdaQueue {
  readonly ingest: Pick<Ingest, 'handle'>
  /** The event of one message, or why it is none. */
  readonly readEvent: typeof readEventRecord
}

export function lambdaIngest(parts: LambdaIngest, telemetry: Telemetry): Ingesting {
  const container = new Container({ defaultScope: 'Singleton' })
  const { events, index, route, rules } = parts
  const deltas = new ContainerModule(({ bind }) => {
    bind(t.eventBus).toResolvedValue(() =>
      route.kind === 'bus'
        ? new EventBridgeDeltas({ client: eventBridgeClient(), busName: route.busName })
        : new SqsPublisher({ client: sqsClient(), queueUrl: route.queueUrl }),
    )
  })
  container.load(lambdaRules(rules, telemetry), openSearch(index.address, index.shape, index.region), deltas, useCases)
  return { ingest: container.get(t.ingest), readEvent: readEventRecord, ...lambdaQueue(events, ['events']) }
}
