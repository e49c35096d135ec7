import { DescribeRuleCommand, ListTargetsByRuleCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { eventBridgeClient } from '../../../src/adapters/aws/eventbridge/eventBridgeClient.js'
import { deltaPattern, detailTypes, ingestPattern, source } from '../../../src/adapters/aws/eventbridge/patterns.js'
import { sqsClient } from '../../../src/adapters/aws/sqs/sqsClient.js'
import type { JsonObject } from '../../../src/domain/json.js'
import { type Entry, envelopeOf } from '../../support/aws/eventBridge/entry.js'
import { compilePattern } from '../../support/aws/eventBridge/pattern.js'
import { eventually } from '../../support/eventually.js'
import { type Account, credentials } from '../../support/terraform/account.js'

const arnOf = (queue: string) => `arn:aws:sqs:eu-central-1:123456789012:emulated-${queue}`
const delta = { Source: source, DetailType: detailTypes.deltas, Detail: '{"deltas":[]}' }
const foreign = [
  { Source: 'shop', DetailType: 'order', Detail: '{"service":"checkout"}' },
  { Source: 'aws.ec2', DetailType: 'EC2 Instance State-change Notification', Detail: '{"state":"running"}' },
  // A producer's service may have this very name.
  { Source: source, DetailType: 'deployed', Detail: '{}' },
  { Source: 'shop', DetailType: detailTypes.deltas, Detail: '{}' },
]

/** The way of events and deltas, as the account holds it. */
export function flow(account: () => Account): void {
  const events = () => eventBridgeClient({ endpoint: account().url, ...credentials })
  const sqs = () => sqsClient({ endpoint: account().url, ...credentials })
  const urlOf = (queue: string) => `${account().url}/123456789012/emulated-${queue}`

  async function ruleOf(name: 'events' | 'deltas') {
    const client = events()
    const at = { Rule: `emulated-${name}`, EventBusName: `emulated-${name}` }
    const rule = await client.send(new DescribeRuleCommand({ Name: at.Rule, EventBusName: at.EventBusName }))
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand(at))
    return { pattern: JSON.parse(rule.EventPattern ?? '{}') as JsonObject, targets: Targets, state: rule.State }
  }

  async function attributesOf(queue: string) {
    const asked = new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames: ['All'] })
    return (await sqs().send(asked)).Attributes as Readonly<Record<string, string>>
  }

  it('the rules have the patterns of the sources, and match what ingest and broadcast expect, each nothing of the other', async () => {
    const [ingest, broadcast] = [await ruleOf('events'), await ruleOf('deltas')]
    expect([ingest.state, broadcast.state]).toEqual(['ENABLED', 'ENABLED'])
    expect([ingest.pattern, broadcast.pattern]).toEqual([ingestPattern, deltaPattern])
    const [isEvent, isDelta] = [compilePattern(ingest.pattern), compilePattern(broadcast.pattern)]
    const eventOf = (entry: Entry) => {
      const made = envelopeOf(entry)
      if ('refused' in made) throw new Error('refused')
      return made.event
    }
    for (const entry of foreign) expect([isEvent(eventOf(entry)), isDelta(eventOf(entry))]).toEqual([true, false])
    expect([isEvent(eventOf(delta)), isDelta(eventOf(delta))]).toEqual([false, true])
    expect(isEvent(eventOf({ ...delta, DetailType: detailTypes.welcomes }))).toBe(false)
  })

  it('what is put on the buses arrives in the queues, and a delta on the producers’ bus nowhere', async () => {
    const client = events()
    const put = (bus: string, entry: Entry, note: string) =>
      client.send(
        new PutEventsCommand({
          Entries: [{ EventBusName: `emulated-${bus}`, ...entry, Detail: JSON.stringify({ note }), Time: new Date() }],
        }),
      )
    const arrived = async (queue: string) => {
      const asked = new ReceiveMessageCommand({ QueueUrl: urlOf(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
      const { Messages = [] } = await sqs().send(asked)
      return Messages.map(({ Body }) => (JSON.parse(Body ?? '') as { detail: { note: string } }).detail.note)
    }
    await put('events', delta, 'forged')
    await put('deltas', foreign[0] as Entry, 'stray')
    await put('events', foreign[0] as Entry, 'event')
    await put('deltas', delta, 'delta')
    expect(
      await eventually('the event', async () => (await arrived('events')).length > 0 && arrived('events')),
    ).toEqual(['event'])
    expect(
      await eventually('the delta', async () => (await arrived('deltas')).length > 0 && arrived('deltas')),
    ).toEqual(['delta'])
  })

  it.each(['events', 'deltas'] as const)(
    'the rule of %s has one target, its retries, and dead letters',
    async (name) => {
      const { targets } = await ruleOf(name)
      const seconds = name === 'events' ? 86_400 : 300
      expect(targets).toMatchObject([
        {
          Arn: arnOf(name),
          RetryPolicy: { MaximumEventAgeInSeconds: seconds, MaximumRetryAttempts: 185 },
          DeadLetterConfig: { Arn: arnOf(`${name}-dead`) },
        },
      ])
    },
  )

  it.each([
    ['events', 180, 30],
    ['deltas', 90, 5],
  ] as const)('the queue of %s waits long enough, and hands over what fails', async (name, visibility, receives) => {
    const [live, dead] = [await attributesOf(name), await attributesOf(`${name}-dead`)]
    expect(Number(live['VisibilityTimeout'])).toBe(visibility)
    expect(JSON.parse(live['RedrivePolicy'] ?? '')).toEqual({
      deadLetterTargetArn: arnOf(`${name}-dead`),
      maxReceiveCount: receives,
    })
    expect(JSON.parse(dead['RedriveAllowPolicy'] ?? '')).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [arnOf(name)],
    })
    expect(Number(dead['MessageRetentionPeriod'])).toBe(14 * 86_400)
    for (const [queue, { Policy = '' }] of [
      [name, live],
      [`${name}-dead`, dead],
    ] as const) {
      const rule = `arn:aws:events:eu-central-1:123456789012:rule/emulated-${name}/emulated-${name}`
      expect(JSON.parse(Policy).Statement).toContainEqual({
        Sid: 'ItsRulePuts',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf(queue),
        Condition: { ArnEquals: { 'aws:SourceArn': rule } },
      })
    }
  })
}
