import { ContainerModule } from 'inversify'
import { SystemClock } from '../../adapters/node/systemClock.js'
import type { Settings } from '../../application/settings.js'
import type { Schema } from '../../domain/fields.js'
import type { AccessRules } from '../../domain/rights/accessRules.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { type GivenSettings, manyProcessesSkewMs, settingsOf } from './settings.js'
import * as t from './tokens.js'

export interface LambdaRules {
  readonly schema: Schema
  readonly access: AccessRules
  readonly settings: Settings
}

/** API Gateway keeps a connection for two hours; rows outlive it by ten minutes. */
const leaseMs = 130 * 60_000

/** What holds behind API Gateway: many processes, pings that cost, no post while connecting. */
export function lambdaSettings(given: GivenSettings): Settings {
  return {
    ...settingsOf(given),
    maxSkewMs: manyProcessesSkewMs,
    lease: { from: 'connect', ms: leaseMs },
    welcome: 'queued',
  }
}

/** What every function has: its configuration, a clock, and somewhere to tell what happens. */
export function lambdaRules({ access, schema, settings }: LambdaRules, telemetry: Telemetry): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(t.schema).toConstantValue(schema)
    bind(t.access).toConstantValue(access)
    bind(t.settings).toConstantValue(settings)
    bind(t.telemetry).toConstantValue(telemetry)
    bind(t.clock).toResolvedValue(() => new SystemClock())
  })
}
