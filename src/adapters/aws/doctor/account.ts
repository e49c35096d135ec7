import { DescribeTableCommand, DescribeTimeToLiveCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge'
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts'
import type { ExaminedCloud, FunctionPlace } from '../../../ports/examinedCloud.js'
import { told } from './untold.js'

export interface AccountClients {
  readonly sts: STSClient
  readonly events: EventBridgeClient
  readonly sqs: SQSClient
  readonly lambda: LambdaClient
  readonly dynamodb: DynamoDBClient
}

const counts = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
const emptyBatch = Buffer.from('{"Records":[]}')

/** What the account tells of its parts. */
export class Account implements Omit<ExaminedCloud, 'index' | 'open' | 'send'> {
  readonly #clients: AccountClients

  constructor(clients: AccountClients) {
    this.#clients = clients
  }

  caller(): ReturnType<ExaminedCloud['caller']> {
    return told(async () => {
      const { Account: account = '' } = await this.#clients.sts.send(new GetCallerIdentityCommand({}))
      return { account }
    })
  }

  bus(name: string): ReturnType<ExaminedCloud['bus']> {
    return told(async () => {
      const { Arn: arn = '' } = await this.#clients.events.send(new DescribeEventBusCommand({ Name: name }))
      return { arn }
    })
  }

  rule(bus: string, name: string): ReturnType<ExaminedCloud['rule']> {
    return told(async () => {
      const { events } = this.#clients
      const { State } = await events.send(new DescribeRuleCommand({ EventBusName: bus, Name: name }))
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ EventBusName: bus, Rule: name }))
      return { enabled: State !== 'DISABLED', targets: Targets.map(({ Arn = '' }) => Arn) }
    })
  }

  queue(url: string): ReturnType<ExaminedCloud['queue']> {
    return told(async () => {
      const asked = { QueueUrl: url, AttributeNames: ['QueueArn' as const, ...counts] }
      const { Attributes = {} } = await this.#clients.sqs.send(new GetQueueAttributesCommand(asked))
      return {
        arn: Attributes.QueueArn ?? '',
        waiting: counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0),
      }
    })
  }

  mappings({ name, qualifier }: FunctionPlace): ReturnType<ExaminedCloud['mappings']> {
    return told(async () => {
      const FunctionName = qualifier === undefined ? name : `${name}:${qualifier}`
      const { EventSourceMappings = [] } = await this.#clients.lambda.send(
        new ListEventSourceMappingsCommand({ FunctionName }),
      )
      return EventSourceMappings.map(({ EventSourceArn = '', FunctionResponseTypes = [], State = '' }) => ({
        state: State,
        from: EventSourceArn,
        reports: FunctionResponseTypes.includes('ReportBatchItemFailures'),
      }))
    })
  }

  function(at: FunctionPlace): ReturnType<ExaminedCloud['function']> {
    return told(async () => {
      const { LastUpdateStatus, LastUpdateStatusReason, State, StateReason } = await this.#clients.lambda.send(
        new GetFunctionConfigurationCommand(placed(at)),
      )
      if (LastUpdateStatus === 'Failed')
        return { state: 'Failed', why: LastUpdateStatusReason ?? 'its last update failed' }
      // One that was idle for long is made active by the next call.
      return { state: State === 'Inactive' ? 'Active' : (State ?? 'Active'), why: StateReason ?? '' }
    })
  }

  call(at: FunctionPlace): ReturnType<ExaminedCloud['call']> {
    return told(async () => {
      const { FunctionError, Payload } = await this.#clients.lambda.send(
        new InvokeCommand({ ...placed(at), Payload: emptyBatch }),
      )
      if (FunctionError === undefined) return {}
      const { errorMessage = '', errorType = FunctionError } = JSON.parse(Buffer.from(Payload ?? []).toString() || '{}')
      return { failed: `${errorType}: ${errorMessage}`.slice(0, 300) }
    })
  }

  table(name: string): ReturnType<ExaminedCloud['table']> {
    return told(async () => {
      const { dynamodb } = this.#clients
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }))
      const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName: name }))
      const expires = /^ENABL/.test(TimeToLiveDescription?.TimeToLiveStatus ?? '')
      return { status: Table?.TableStatus ?? 'unknown', expires }
    })
  }

  close(): void {
    for (const client of Object.values(this.#clients)) client.destroy()
  }
}

function placed({ name, qualifier }: FunctionPlace) {
  return { FunctionName: name, ...(qualifier === undefined ? {} : { Qualifier: qualifier }) }
}
