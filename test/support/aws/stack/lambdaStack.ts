import type { Clock } from '../../../../src/ports/clock.js'
import type { DeadLetter } from '../../../../src/ports/deadLetters.js'
import type { ApiGateway } from '../apiGateway/startApiGateway.js'
import type { FunctionName } from '../lambda/functionName.js'
import type { LambdaFunction } from '../lambda/lambdaFunction.js'
import type { Mapping } from '../poller/eventSourceMapping.js'

export interface LambdaStackOptions {
  /** Way of the deltas from ingest to broadcast; `bus` where none is said. */
  readonly deltaRoute?: 'bus' | 'sqs'
  /** A store other than DynamoDB Local: `redis://…`. */
  readonly store?: string
  /** As the configuration's file holds them: `fields`, `routable`, `access`, `policy`, `retentionDays`, `sampleAbove`. */
  readonly config?: { readonly [name: string]: unknown }
  /** Entries of the API key file; with none and no `jwt`, the authorizer is open and everyone sees everything. */
  readonly apiKeys?: readonly object[]
  readonly jwt?: { readonly jwks: string; readonly issuer: string; readonly audience: string }
  /** Most instances of one function at a time; further calls wait. 2 where none is said. */
  readonly maxInstances?: number
  /** Of both queues, in seconds; 5 where none is said (90 in production): how soon a killed instance's messages come again. */
  readonly visibilityTimeout?: number
  /** What a function failed at comes again at once rather than after that time. */
  readonly isImpatient?: boolean
  /** Receives after which a message goes to its queue's DLQ; 5 where none is said. */
  readonly maxReceiveCount?: number
  /** URL of another OpenSearch than the one that is shared; the stack has a prefix of its own there. */
  readonly openSearch?: string
  /** Put between a function and what it calls, such as a proxy that fails: over the real URL of that part. */
  readonly urls?: { readonly dynamodb?: string; readonly opensearch?: string; readonly aws?: string }
  /** Each function signs with its own name as access key, so that what is put between can tell who asks. */
  readonly signsByName?: boolean
  /** Of the emulator of API Gateway; the functions go by the machine's. */
  readonly clock?: Clock
  /** More environment, for all functions. */
  readonly env?: { readonly [name: string]: string }
}

export interface LambdaStack {
  /** Endpoint for the AWS SDK's EventBridge client; the bus is `busName`, credentials and region are any. */
  readonly events: string
  readonly busName: string
  /** Of the WebSocket, without a query. */
  readonly ws: string
  /** Real URLs of the parts, for tests that look behind. */
  readonly parts: { readonly dynamodb: string; readonly opensearch: string; readonly aws: string }
  readonly table: string
  readonly indexPrefix: string
  readonly queues: { readonly [queue in 'events' | 'deltas' | 'eventsDead' | 'deltasDead']: string }
  /** Each with its calls, instances, and ways to kill them. */
  readonly functions: { readonly [name in FunctionName]: LambdaFunction }
  /** With its connections, counters and bad manners. */
  readonly api: ApiGateway
  /** The pollers of both queues, with what they counted. */
  readonly mappings: { readonly [queue in 'events' | 'deltas']: Mapping }
  /** What stands in a queue for dead letters; it stays there. */
  deadLetters(queue: 'events' | 'deltas'): Promise<readonly DeadLetter[]>
  stop(): Promise<void>
}
