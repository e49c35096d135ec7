import { CanaryMetrics } from '../../adapters/node/doctor/canaryMetrics.js'

export type { CanaryOutcome } from '../../adapters/node/doctor/canaryMetrics.js'

/** Where a canary counts. */
export function canaryMetrics(): CanaryMetrics {
  return new CanaryMetrics()
}
