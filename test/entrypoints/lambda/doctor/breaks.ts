import {
  DisableRuleCommand,
  EnableRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { eventBridgeClient } from '../../../../src/adapters/aws/eventbridge/eventBridgeClient.js'
import type { Hop } from '../../../../src/application/doctor/hops.js'
import type { LambdaStack } from '../../../support/aws/stack/lambdaStack.js'
import { clockAhead } from '../../../support/clockAhead.js'
import { type DoctorOptions, type Installation, keys } from './installation.js'

const rule = { EventBusName: 'producers', Name: 'to-producers' }
const bridge = (stack: LambdaStack) => eventBridgeClient({ endpoint: stack.events, region: 'eu-central-1' })

/** It is gone until it is mended. */
function without<V>(from: Map<string, V>, name: string): { readonly mend: () => unknown } {
  const held = from.get(name)
  from.delete(name)
  return { mend: () => held && from.set(name, held) }
}

/** Such posts are answered by 500. */
function failing({ api }: LambdaStack, isSuch: (body: Buffer) => boolean): { readonly mend: () => unknown } {
  api.faults.post = (_, body) => (isSuch(body) ? 500 : undefined)
  return {
    mend: () => {
      api.faults.post = undefined
    },
  }
}

/** Breaks something, and mends it. */
type Break = readonly [
  hop: Hop,
  name: string,
  run: (on: Installation) => Promise<DoctorOptions & { mend?: () => unknown }>,
]

export const breaks: readonly Break[] = [
  [
    'credentials',
    'wrong credentials',
    async ({ account }) => {
      account.caller = undefined
      return {
        mend: () => {
          account.caller = '123456789012'
        },
      }
    },
  ],
  ['bus', 'no such bus', async () => ({ changed: { event_bus: { name: 'elsewhere' } } })],
  [
    'rule',
    'the rule is disabled',
    async ({ stack }) => {
      await bridge(stack).send(new DisableRuleCommand(rule))
      return { mend: () => bridge(stack).send(new EnableRuleCommand(rule)) }
    },
  ],
  [
    'rule',
    'the rule has no target',
    async ({ stack, arnOf }) => {
      const at = { Rule: rule.Name, EventBusName: rule.EventBusName }
      await bridge(stack).send(new RemoveTargetsCommand({ ...at, Ids: ['queue'] }))
      const Targets = [{ Id: 'queue', Arn: arnOf(stack.queues.events) }]
      return { mend: () => bridge(stack).send(new PutTargetsCommand({ ...at, Targets })) }
    },
  ],
  [
    'queue',
    'no such queue',
    async ({ stack }) => ({ changed: { queues: { ...stack.queues, events: `${stack.queues.events}x` } } }),
  ],
  [
    'mapping',
    'the mapping is disabled',
    async ({ account }) => {
      const mapping = account.mappings.get('ingest') as { State: string }
      mapping.State = 'Disabled'
      return {
        mend: () => {
          mapping.State = 'Enabled'
        },
      }
    },
  ],
  ['mapping', 'nothing feeds broadcast', async ({ account }) => without(account.mappings, 'broadcast')],
  [
    'function',
    'a function that fails',
    async ({ account }) => {
      const invoke = async () => ({ errorType: 'Error', errorMessage: 'DELTABOARD_INDEX is not set' }) as never
      const { mend } = without(account.functions, 'ingest')
      account.functions.set('ingest', { runs: { invoke }, State: 'Active' })
      return { mend }
    },
  ],
  ['function', 'no authorizer', async ({ account }) => without(account.functions, 'authorizer')],
  [
    'template',
    'no index template',
    async ({ stack, openSearch }) => {
      const path = `_index_template/${stack.indexPrefix}`
      const answer = (await (await openSearch(path, 'GET')).json()) as {
        readonly index_templates: readonly [{ readonly index_template: object }]
      }
      const { index_template: held } = answer.index_templates[0]
      await openSearch(path, 'DELETE')
      return { mend: () => openSearch(path, 'PUT', held) }
    },
  ],
  [
    'write',
    'a day that is read-only',
    async ({ stack, openSearch }) => {
      const path = `${stack.indexPrefix}-*/_settings`
      await openSearch(path, 'PUT', { 'index.blocks.read_only_allow_delete': true })
      return { mend: () => openSearch(path, 'PUT', { 'index.blocks.read_only_allow_delete': null }) }
    },
  ],
  ['table', 'no such table', async () => ({ changed: { table: 'elsewhere' } })],
  [
    'websocket',
    'nobody at the WebSocket',
    async () => ({ changed: { endpoints: [{ url: 'ws://127.0.0.1:9/live' }] } }),
  ],
  ['clock', 'this machine is two minutes ahead', async () => ({ env: clockAhead(120_000) })],
  ['authorizer', 'a key that nobody knows', async () => ({ as: keys.unknown })],
  ['post', 'API Gateway takes no posts of the functions', async ({ stack }) => failing(stack, () => true)],
  [
    'post',
    'it takes answers, and no hits',
    async ({ stack }) => failing(stack, (body) => body.includes('"type":"hits"')),
  ],
]
