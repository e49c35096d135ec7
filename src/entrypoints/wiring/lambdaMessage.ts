import { setTimeout } from 'node:timers/promises'
import { Container, ContainerModule } from 'inversify'
import { CatchUp } from '../../application/session/catchUp.js'
import type { Session } from '../../application/session/session.js'
import type { Outbox } from '../../ports/outbox.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { absent } from './lambdaAbsent.js'
import { type LambdaCredentials, lambdaAuthenticator } from './lambdaAuthenticator.js'
import { lambdaOutbox, type PostQuota } from './lambdaOutbox.js'
import type { LambdaIndex, LambdaStore } from './lambdaPlaces.js'
import { type LambdaRules, lambdaRules } from './lambdaRules.js'
import { openSearch } from './openSearch.js'
import { subscriptions } from './subscriptions.js'
import * as t from './tokens.js'
import { useCases } from './useCases.js'

export interface LambdaMessage {
  readonly rules: LambdaRules
  readonly store: LambdaStore
  readonly index: LambdaIndex
  readonly endpoints: ReadonlyMap<string, string>
  readonly quota: PostQuota
  readonly credentials: LambdaCredentials
}

export interface Messages {
  readonly session: Pick<Session, 'receive' | 'refuse'>
  readonly outbox: Pick<Outbox, 'close'>
}

export async function lambdaMessage(parts: LambdaMessage, telemetry: Telemetry): Promise<Messages> {
  const container = new Container({ defaultScope: 'Singleton' })
  const { credentials, endpoints, index, quota, rules, store } = parts
  const sessions = new ContainerModule(({ bind }) => {
    bind(t.authenticator).toResolvedValue(() => lambdaAuthenticator(credentials, rules.access))
    bind(t.catchUp).toResolvedValue(
      (hits, turns) => new CatchUp({ index: hits, turns, pause: (ms) => setTimeout(ms) }),
      [t.hitIndex, t.refreshTurns],
    )
  })
  container.load(
    lambdaRules(rules, telemetry),
    await subscriptions(store),
    openSearch(index.address, index.shape, index.region),
    lambdaOutbox(endpoints, quota),
    sessions,
    absent(t.eventBus),
    useCases,
  )
  return { session: container.get(t.session), outbox: container.get(t.outbox) }
}
