import type { Schema } from '../../domain/fields.js'
import type { AccessRules } from '../../domain/rights/accessRules.js'
import type { Authenticator } from '../../ports/authenticator.js'
import type { Clock } from '../../ports/clock.js'
import type { EventBus } from '../../ports/eventBus.js'
import type { HitIndex } from '../../ports/hitIndex.js'
import type { Outbox } from '../../ports/outbox.js'
import type { SubscriptionStore } from '../../ports/subscriptionStore.js'
import type { Telemetry } from '../../ports/telemetry.js'
import type { Settings } from '../settings.js'
import type { CatchUp } from './catchUp.js'

export interface SessionParts {
  readonly schema: Schema
  readonly settings: Settings
  readonly access: AccessRules
  readonly store: SubscriptionStore
  readonly index: HitIndex
  readonly catchUp: CatchUp
  /** Takes welcomes, where they are queued. */
  readonly bus: Pick<EventBus, 'publish'>
  readonly outbox: Outbox
  readonly authenticator: Authenticator
  readonly clock: Clock
  readonly telemetry: Telemetry
}
