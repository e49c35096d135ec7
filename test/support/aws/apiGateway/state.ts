import type { Clock } from '../../../../src/ports/clock.js'
import type { Account } from './account.js'
import type { ApiConnection } from './apiConnection.js'
import type { Counters } from './counters.js'
import type { Faults } from './faults.js'
import type { Invocations } from './invocation.js'
import type { Limits } from './limits.js'
import type { ApiIdentity } from './requestContext.js'

/** All that one API knows. */
export interface ApiState {
  readonly api: ApiIdentity
  readonly limits: Limits
  readonly clock: Clock
  readonly account: Account
  readonly faults: Faults
  readonly counters: Counters
  readonly invocations: Invocations
  readonly connections: Map<string, ApiConnection>
}
