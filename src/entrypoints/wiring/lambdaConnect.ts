import { Container, ContainerModule } from 'inversify'
import { sqsClient } from '../../adapters/aws/sqs/sqsClient.js'
import { SqsPublisher } from '../../adapters/aws/sqs/sqsPublisher.js'
import type { Session } from '../../application/session/session.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { absentWhileConnecting } from './lambdaAbsent.js'
import type { LambdaStore } from './lambdaPlaces.js'
import { type LambdaRules, lambdaRules } from './lambdaRules.js'
import { subscriptions } from './subscriptions.js'
import * as t from './tokens.js'
import { useCases } from './useCases.js'

export interface LambdaConnect {
  readonly rules: LambdaRules
  readonly store: LambdaStore
  /** Takes welcomes, since nothing can be posted inside `$connect`. */
  readonly queueUrl: string
}

export async function lambdaConnect(parts: LambdaConnect, telemetry: Telemetry): Promise<Pick<Session, 'connect'>> {
  const container = new Container({ defaultScope: 'Singleton' })
  const { queueUrl, rules, store } = parts
  const queue = new ContainerModule(({ bind }) => {
    bind(t.eventBus).toResolvedValue(() => new SqsPublisher({ client: sqsClient(), queueUrl }))
  })
  container.load(lambdaRules(rules, telemetry), await subscriptions(store), queue, absentWhileConnecting, useCases)
  return container.get(t.session)
}
