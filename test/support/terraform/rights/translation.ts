import type { FunctionCall } from '../../aws/callsByFunction.js'
import type { Right } from './policy.js'

/** ARNs of what was deployed, for what the recorded functions called by other names. */
export interface Places {
  readonly table: string
  /** By the queue's name in the run, and by the bus's. */
  readonly queues: Readonly<Record<string, string>>
  readonly buses: Readonly<Record<string, string>>
  /** ARN of the parameter of any name, without it: `arn:…:parameter`. */
  readonly parameters: string
  /** ARN of the domain. */
  readonly index: string
}

type Input = Readonly<Record<string, unknown>>

/** "Transactions: IAM": whoever may write may do so in a transaction; the transaction has no action of its own. */
const ofTransaction: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

/** "Actions, resources, and condition keys for Amazon SQS": a batch needs the right of its single action. */
const ofBatch: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
}

/** "Identity and Access Management in Amazon OpenSearch Service": the right is the method's. */
const ofMethod: Readonly<Record<string, string>> = {
  GET: 'ESHttpGet',
  HEAD: 'ESHttpHead',
  POST: 'ESHttpPost',
  PUT: 'ESHttpPut',
  PATCH: 'ESHttpPatch',
  DELETE: 'ESHttpDelete',
}

/** The written table: what a request that was recorded needs in IAM. Throws on a request that stands in none of them. */
export function rightsOf(call: FunctionCall, places: Places): readonly Right[] {
  const { action, input, path, service } = call
  switch (service) {
    case 'dynamodb':
      if (action !== 'TransactWriteItems') return [{ action: `dynamodb:${action}`, resource: places.table }]
      return (input['TransactItems'] as readonly Input[]).flatMap((item) =>
        Object.keys(item).map((kind) => ({
          action: `dynamodb:${known(ofTransaction, kind)}`,
          resource: places.table,
        })),
      )
    case 'sqs': {
      const queue = String(input['QueueUrl']).split('/').at(-1) ?? ''
      return [{ action: `sqs:${ofBatch[action] ?? action}`, resource: known(places.queues, queue) }]
    }
    case 'events':
      return (input['Entries'] as readonly Input[]).map(({ EventBusName }) => ({
        action: `events:${action}`,
        resource: known(places.buses, String(EventBusName)),
      }))
    case 'ssm':
      return [{ action: `ssm:${action}`, resource: `${places.parameters}${input['Name']}` }]
    case 'es':
      return [{ action: `es:${known(ofMethod, action)}`, resource: `${places.index}${path.split('?')[0]}` }]
    default:
      throw new Error(`no row for ${service}: ${action} ${path}`)
  }
}

/** "Control access to WebSocket API @connections": method and path are part of the ARN. `step`: `before POST @connections (2)`. */
export function connectionRightOf(step: string, executionArn: string): Right | undefined {
  const [, method] = /^before (\w+) @connections/.exec(step) ?? []
  if (method === undefined) return undefined
  return {
    action: 'execute-api:ManageConnections',
    resource: `${executionArn}/live/${method}/@connections/L0SM9cOFvHcCIhw=`,
  }
}

function known(table: Readonly<Record<string, string>>, name: string): string {
  const found = Object.hasOwn(table, name) ? table[name] : undefined
  if (found === undefined) throw new Error(`no row for ${name}`)
  return found
}
