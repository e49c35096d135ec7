import { Container } from 'inversify'
import type { Session } from '../../application/session/session.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { absent, absentWhileConnecting } from './lambdaAbsent.js'
import type { LambdaStore } from './lambdaPlaces.js'
import { type LambdaRules, lambdaRules } from './lambdaRules.js'
import { subscriptions } from './subscriptions.js'
import * as t from './tokens.js'
import { useCases } from './useCases.js'

export interface LambdaDisconnect {
  readonly rules: LambdaRules
  readonly store: LambdaStore
}

export async function lambdaDisconnect(
  { rules, store }: LambdaDisconnect,
  telemetry: Telemetry,
): Promise<Pick<Session, 'disconnect'>> {
  const container = new Container({ defaultScope: 'Singleton' })
  const rest = [absentWhileConnecting, absent(t.eventBus), useCases]
  container.load(lambdaRules(rules, telemetry), await subscriptions(store), ...rest)
  return container.get(t.session)
}
