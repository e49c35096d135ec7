import type { ServiceIdentifier } from 'inversify'
import type { Prometheus } from '../../adapters/node/prometheus.js'
import type { SocketOutbox } from '../../adapters/node/socketOutbox.js'
import type { Accept } from '../../application/accept.js'
import type { Broadcast } from '../../application/broadcast/broadcast.js'
import type { Drafts } from '../../application/drafts.js'
import type { Graveyard } from '../../application/graveyard.js'
import type { Ingest } from '../../application/ingest/ingest.js'
import type { CatchUp } from '../../application/session/catchUp.js'
import type { Session } from '../../application/session/session.js'
import type { Welcomes } from '../../application/session/welcome.js'
import type { Settings } from '../../application/settings.js'
import type { Schema } from '../../domain/fields.js'
import type { AccessRules } from '../../domain/rights/accessRules.js'
import type { Authenticator } from '../../ports/authenticator.js'
import type { Clock } from '../../ports/clock.js'
import type { Consumer } from '../../ports/consumer.js'
import type { DeadLetters } from '../../ports/deadLetters.js'
import type { EventBus } from '../../ports/eventBus.js'
import type { HitIndex } from '../../ports/hitIndex.js'
import type { Outbox } from '../../ports/outbox.js'
import type { RefreshTurns } from '../../ports/refreshTurns.js'
import type { SubscriptionStore } from '../../ports/subscriptionStore.js'
import type { Telemetry } from '../../ports/telemetry.js'
import type { Resources } from './resources.js'

/** A name that carries its type: `container.get(token)` answers what was bound to it. */
export function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol(name) as ServiceIdentifier<T>
}

/** What is configured. */
export const schema = token<Schema>('schema')
export const settings = token<Settings>('settings')
export const access = token<AccessRules>('access')

/** Ports. */
export const clock = token<Clock>('clock')
export const telemetry = token<Telemetry>('telemetry')
export const eventBus = token<EventBus>('eventBus')
export const consumer = token<Consumer>('consumer')
export const deadLetters = token<DeadLetters>('deadLetters')
export const hitIndex = token<HitIndex>('hitIndex')
export const subscriptionStore = token<SubscriptionStore>('subscriptionStore')
export const outbox = token<Outbox>('outbox')
export const refreshTurns = token<RefreshTurns>('refreshTurns')
export const authenticator = token<Authenticator>('authenticator')

/** Id of this process among the endpoints that connections live on. */
export const endpoint = token<string>('endpoint')
export const resources = token<Resources>('resources')

/** Adapters that a node also reaches by more than their port. */
export const sockets = token<SocketOutbox>('sockets')
export const prometheus = token<Prometheus>('prometheus')

/** Use cases. */
export const drafts = token<Drafts>('drafts')
export const accept = token<Accept>('accept')
export const ingest = token<Ingest>('ingest')
export const broadcast = token<Broadcast>('broadcast')
export const graveyard = token<Graveyard>('graveyard')
export const session = token<Session>('session')
export const welcomes = token<Welcomes>('welcomes')
export const catchUp = token<CatchUp>('catchUp')
