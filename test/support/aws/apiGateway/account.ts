import type { Clock } from '../../../../src/ports/clock.js'
import { documentedLimits, type Limits } from './limits.js'
import { TokenBucket } from './tokenBucket.js'

/** What the APIs of one account and Region share: "Amazon API Gateway quotas". */
export interface Account {
  /** Client messages and calls of `@connections` alike. */
  readonly requests: TokenBucket
  readonly connects: TokenBucket
}

export function createAccount(clock: Clock, limits: Limits = documentedLimits): Account {
  return {
    requests: new TokenBucket(clock, limits.requestsPerSecond, limits.requestBurst),
    connects: new TokenBucket(clock, limits.connectsPerSecond, limits.connectsPerSecond),
  }
}
