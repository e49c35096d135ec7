import type { FunctionName } from '../../aws/lambda/functionName.js'
import type { Right } from './policy.js'

/** What services do by a function's role, and no request of its own shows. */
export interface Surroundings {
  /** ARN of its log group. */
  readonly logGroup: string
  /** ARN of the queue that calls it; undefined: none does. */
  readonly queue: string | undefined
}

/** Another table: Lambda's own doing, by the role that it was given. */
export function rightsOnBehalf({ logGroup, queue }: Surroundings): readonly Right[] {
  // "Sending Lambda function logs to CloudWatch Logs"; its group is Terraform's.
  const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    action,
    resource: `${logGroup}:log-stream:2026/11/24/[1]0`,
  }))
  if (queue === undefined) return logs
  // "Using Lambda with Amazon SQS: execution role permissions".
  const poll = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
  return [...logs, ...poll.map((action) => ({ action, resource: queue }))]
}

/** Grants that no run shows, each with its reason. */
export const neverSeen: readonly {
  readonly by: readonly FunctionName[] | 'all'
  readonly action: string
  readonly why: string
}[] = [
  {
    by: 'all',
    action: 'xray:PutTraceSegments',
    why: 'Lambda traces by the role where tracing is on; the emulator has no X-Ray',
  },
  { by: 'all', action: 'xray:PutTelemetryRecords', why: 'as PutTraceSegments' },
  {
    by: ['connect', 'disconnect', 'message', 'ingest', 'broadcast'],
    action: 'kms:Decrypt',
    why: 'SQS and DynamoDB ask KMS in the name of who calls them, and only so (kms:ViaService)',
  },
  {
    by: ['connect', 'disconnect', 'message', 'ingest', 'broadcast'],
    action: 'kms:GenerateDataKey',
    why: 'as kms:Decrypt, for what is sent',
  },
]

/** Grants whose resource has a `*`, each with its reason. */
export const wide: readonly { readonly action: RegExp; readonly resource: RegExp; readonly why: string }[] = [
  { action: /^logs:/, resource: /:log-group:\/aws\/lambda\/[\w-]+:\*$/, why: 'an instance names its stream itself' },
  { action: /^xray:/, resource: /^\*$/, why: 'X-Ray knows no resources for these actions' },
  { action: /^es:/, resource: /:domain\/[\w-]+\/\*$/, why: '_bulk names indices in its body: paths are no boundary' },
  {
    action: /^execute-api:ManageConnections$/,
    resource: /\/live\/(POST|DELETE)\/@connections\/\*$/,
    why: 'connections come and go, by ids that nobody knows beforehand',
  },
]
