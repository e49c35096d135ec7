import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { JsonObject } from '../../../../src/domain/json.js'
import { Deliveries } from './deliveries.js'
import { type Answer, type Entry, envelopeOf, refusalOf } from './entry.js'
import { compilePattern } from './pattern.js'

interface Rule {
  isEnabled: boolean
  /** ARNs, by the target's id. */
  readonly arns: Map<string, string>
  readonly matches: (event: JsonObject) => boolean
  /** URLs, by the target's id. */
  readonly queues: Map<string, string>
}

interface Reply {
  readonly status: number
  readonly answer: object
}

interface Asked {
  readonly Name?: string
  readonly EventBusName?: string
  readonly EventPattern?: string
  readonly Rule?: string
  readonly Ids?: readonly string[]
  readonly Targets?: readonly { readonly Id: string; readonly Arn: string }[]
  readonly Entries?: readonly Entry[]
}

/** Buses with their rules, and the actions of the API that this project uses. */
export class Buses {
  readonly #sqs: SQSClient
  readonly #deliveries: Deliveries
  readonly #rules = new Map<string, Map<string, Rule>>([['default', new Map()]])

  constructor(sqs: SQSClient) {
    this.#sqs = sqs
    this.#deliveries = new Deliveries(sqs)
  }

  async handle(action: string, asked: Asked): Promise<Reply> {
    if (action === 'CreateEventBus') return this.#createBus(asked.Name ?? '')
    if (action === 'DescribeEventBus') return this.#describeBus(asked.Name ?? 'default')
    if (action === 'DeleteEventBus') return this.#deleteBus(asked.Name ?? '')
    if (action === 'PutEvents') return this.#putEvents(asked.Entries ?? [])
    const bus = this.#rules.get(asked.EventBusName ?? 'default')
    if (bus === undefined)
      return refused('ResourceNotFoundException', `Event bus ${asked.EventBusName} does not exist.`)
    if (action === 'PutRule') return putRule(bus, asked)
    if (action === 'PutTargets') return this.#putTargets(bus, asked)
    const rule = bus.get(asked.Rule ?? asked.Name ?? '')
    if (rule !== undefined) return onRule(action, rule, asked)
    if (ruleActions.has(action)) return refused('ResourceNotFoundException', `Rule ${asked.Name} does not exist.`)
    return refused('UnknownOperationException', action)
  }

  stop(): Promise<void> {
    return this.#deliveries.stop()
  }

  #createBus(name: string): Reply {
    if (this.#rules.has(name)) return refused('ResourceAlreadyExistsException', `Event bus ${name} already exists.`)
    this.#rules.set(name, new Map())
    return { status: 200, answer: { EventBusArn: `arn:aws:events:eu-central-1:123456789012:event-bus/${name}` } }
  }

  #describeBus(name: string): Reply {
    if (!this.#rules.has(name)) return refused('ResourceNotFoundException', `Event bus ${name} does not exist.`)
    return { status: 200, answer: { Name: name, Arn: `arn:aws:events:eu-central-1:123456789012:event-bus/${name}` } }
  }

  #deleteBus(name: string): Reply {
    this.#rules.delete(name)
    return { status: 200, answer: {} }
  }

  async #putTargets(bus: ReadonlyMap<string, Rule>, { Rule: name = '', Targets = [] }: Asked): Promise<Reply> {
    const rule = bus.get(name)
    if (rule === undefined) return refused('ResourceNotFoundException', `Rule ${name} does not exist.`)
    for (const { Arn, Id } of Targets) {
      const { QueueUrl = '' } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: Arn.split(':').at(-1) }))
      rule.queues.set(Id, QueueUrl)
      rule.arns.set(Id, Arn)
    }
    return { status: 200, answer: { FailedEntryCount: 0, FailedEntries: [] } }
  }

  #putEvents(entries: readonly Entry[]): Reply {
    const refusal = refusalOf(entries)
    if (refusal !== undefined) return refused('ValidationException', refusal)
    const Entries = entries.map((entry) => this.#put(entry))
    const FailedEntryCount = Entries.filter((answer) => 'ErrorCode' in answer).length
    return { status: 200, answer: { FailedEntryCount, Entries } }
  }

  /** A bus that is not there takes what it is sent, and tells nobody. */
  #put(entry: Entry): Answer {
    const made = envelopeOf(entry)
    if ('refused' in made) return made.refused
    const name = (entry.EventBusName ?? 'default').split('/').at(-1) ?? ''
    const body = JSON.stringify(made.event)
    for (const rule of this.#rules.get(name)?.values() ?? []) {
      if (!rule.isEnabled || !rule.matches(made.event)) continue
      for (const queueUrl of rule.queues.values()) this.#deliveries.add(queueUrl, body)
    }
    return { EventId: String(made.event['id']) }
  }
}

const ruleActions = new Set(['DescribeRule', 'DisableRule', 'EnableRule', 'ListTargetsByRule', 'RemoveTargets'])

function onRule(action: string, rule: Rule, { Ids = [] }: Asked): Reply {
  switch (action) {
    case 'DescribeRule':
      return { status: 200, answer: { State: rule.isEnabled ? 'ENABLED' : 'DISABLED' } }
    case 'DisableRule':
    case 'EnableRule':
      rule.isEnabled = action === 'EnableRule'
      return { status: 200, answer: {} }
    case 'ListTargetsByRule':
      return { status: 200, answer: { Targets: [...rule.arns].map(([Id, Arn]) => ({ Id, Arn })) } }
    case 'RemoveTargets':
      for (const id of Ids) if (rule.arns.delete(id)) rule.queues.delete(id)
      return { status: 200, answer: { FailedEntryCount: 0, FailedEntries: [] } }
    default:
      return refused('UnknownOperationException', action)
  }
}

function putRule(bus: Map<string, Rule>, { EventPattern = '', Name = '' }: Asked): Reply {
  try {
    const { arns = new Map(), queues = new Map(), isEnabled = true } = bus.get(Name) ?? {}
    bus.set(Name, { matches: compilePattern(JSON.parse(EventPattern)), queues, arns, isEnabled })
  } catch (fault) {
    return refused('InvalidEventPatternException', `Event pattern is not valid. Reason: ${fault}`)
  }
  return { status: 200, answer: { RuleArn: `arn:aws:events:eu-central-1:123456789012:rule/${Name}` } }
}

function refused(__type: string, message: string): Reply {
  return { status: 400, answer: { __type, message } }
}
