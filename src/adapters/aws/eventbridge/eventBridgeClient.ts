import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { keptAlive } from '../keptAlive.js'

export interface AwsEndpoint {
  /** Of an emulator or a VPC endpoint; by default the Region's. */
  readonly endpoint?: string
  readonly region?: string
}

export function eventBridgeClient(where: AwsEndpoint = {}): EventBridgeClient {
  return new EventBridgeClient({ ...where, maxAttempts: 1, requestHandler: keptAlive(16, 5_000) })
}
