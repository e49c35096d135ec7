import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DisableRuleCommand,
  EnableRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { eventBridgeClient } from '../../../src/adapters/aws/eventbridge/eventBridgeClient.js'
import { sqsClient } from '../../../src/adapters/aws/sqs/sqsClient.js'
import { hopCodes } from '../../../src/application/doctor/hops.js'
import { runCli } from '../../../src/entrypoints/cli/runCli.js'
import type { LambdaStack } from '../../support/aws/stack/lambdaStack.js'
import { startLambdaStack } from '../../support/aws/stack/startLambdaStack.js'
import { type AccountState, startAccount } from '../../support/aws/startAccount.js'
import { TestClient } from '../../support/testClient.js'
import { fakeTerminal } from '../cli/fakeTerminal.js'

const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
const key = 'a key that must not be printed'
let stack: LambdaStack
let account: Awaited<ReturnType<typeof startAccount>>
let outputs: Record<string, object | string>
const state: AccountState = { caller: '123456789012', functions: new Map(), mappings: new Map() }
const bridge = () => eventBridgeClient({ endpoint: stack.events, region: 'eu-central-1' })
const arns = new Map<string, string>()
const arnOf = (url: string) => arns.get(url) ?? ''
const rule = { EventBusName: 'producers', Name: 'to-producers' }

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a secret that must not be printed')
  stack = await startLambdaStack()
  account = await startAccount(state)
  const sqs = sqsClient({ endpoint: stack.events, region: 'eu-central-1' })
  for (const url of Object.values(stack.queues)) {
    const asked = { QueueUrl: url, AttributeNames: ['QueueArn' as const] }
    arns.set(url, (await sqs.send(new GetQueueAttributesCommand(asked))).Attributes?.QueueArn ?? '')
  }
  sqs.destroy()
  for (const [name, runs] of Object.entries(stack.functions)) state.functions.set(name, { runs, State: 'Active' })
  for (const [name, queue] of [
    ['ingest', stack.queues.events],
    ['broadcast', stack.queues.deltas],
  ] as const) {
    const FunctionResponseTypes = ['ReportBatchItemFailures']
    state.mappings.set(name, { State: 'Enabled', EventSourceArn: arnOf(queue), FunctionResponseTypes })
  }
  for (const [name, url] of Object.entries({
    STS: account.url,
    LAMBDA: account.url,
    EVENTBRIDGE: stack.events,
    SQS: stack.events,
    DYNAMODB: stack.parts.dynamodb,
  })) {
    vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, url)
  }
  outputs = {
    region: 'eu-central-1',
    event_bus: { name: 'producers' },
    delta_bus: { name: 'deltas' },
    rules: { events: 'to-producers', deltas: 'to-deltas' },
    queues: stack.queues,
    functions: Object.fromEntries([...state.functions.keys()].map((name) => [name, { name }])),
    endpoints: [{ url: stack.ws }],
    table: stack.table,
    index: { url: stack.parts.opensearch, auth: 'none', prefix: stack.indexPrefix },
  }
}, 240_000)

afterAll(async () => {
  vi.unstubAllEnvs()
  await account.stop()
  await stack.stop()
  rmSync(folder, { recursive: true })
})

async function doctor(changed: object = {}) {
  const file = join(folder, 'outputs.json')
  const wrapped = Object.entries({ ...outputs, ...changed }).map(([name, value]) => [name, { value }])
  writeFileSync(file, JSON.stringify(Object.fromEntries(wrapped)))
  const fake = fakeTerminal({ env: { ...process.env, DELTABOARD_KEY: key } as Record<string, string> })
  const code = await runCli(['doctor', '--outputs', file, '--json'], fake.terminal)
  expect(fake.out() + fake.err()).not.toContain('must not be printed')
  const said = JSON.parse(fake.out()) as { broken?: { hop: string; what: string; why: string; mend: string } }
  return { code, ...said }
}

const openSearch = (path: string, method: string, body?: object) =>
  fetch(new URL(path, stack.parts.opensearch), {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })

/** Breaks something, and mends it. */
type Break = readonly [
  hop: keyof typeof hopCodes,
  name: string,
  run: () => Promise<{ changed?: object; mend?: () => unknown }>,
]

const breaks: readonly Break[] = [
  [
    'credentials',
    'wrong credentials',
    async () => {
      state.caller = undefined
      return {
        mend: () => {
          state.caller = '123456789012'
        },
      }
    },
  ],
  ['bus', 'no such bus', async () => ({ changed: { event_bus: { name: 'elsewhere' } } })],
  [
    'rule',
    'the rule is disabled',
    async () => {
      await bridge().send(new DisableRuleCommand(rule))
      return { mend: () => bridge().send(new EnableRuleCommand(rule)) }
    },
  ],
  [
    'rule',
    'the rule has no target',
    async () => {
      const at = { Rule: rule.Name, EventBusName: rule.EventBusName }
      await bridge().send(new RemoveTargetsCommand({ ...at, Ids: ['queue'] }))
      const Targets = [{ Id: 'queue', Arn: arnOf(stack.queues.events) }]
      return { mend: () => bridge().send(new PutTargetsCommand({ ...at, Targets })) }
    },
  ],
  [
    'queue',
    'no such queue',
    async () => ({ changed: { queues: { ...stack.queues, events: `${stack.queues.events}x` } } }),
  ],
  [
    'mapping',
    'the mapping is disabled',
    async () => {
      const mapping = state.mappings.get('ingest') as { State: string }
      mapping.State = 'Disabled'
      return {
        mend: () => {
          mapping.State = 'Enabled'
        },
      }
    },
  ],
  [
    'mapping',
    'nothing feeds broadcast',
    async () => {
      const mapping = state.mappings.get('broadcast')
      state.mappings.delete('broadcast')
      return { mend: () => mapping && state.mappings.set('broadcast', mapping) }
    },
  ],
  [
    'function',
    'a function that fails',
    async () => {
      const held = state.functions.get('ingest')
      const invoke = async () => ({ errorType: 'Error', errorMessage: 'DELTABOARD_INDEX is not set' }) as never
      state.functions.set('ingest', { runs: { invoke }, State: 'Active' })
      return { mend: () => held && state.functions.set('ingest', held) }
    },
  ],
  [
    'function',
    'no authorizer',
    async () => {
      const held = state.functions.get('authorizer')
      state.functions.delete('authorizer')
      return { mend: () => held && state.functions.set('authorizer', held) }
    },
  ],
  [
    'template',
    'no index template',
    async () => {
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
    async () => {
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
]

describe('doctor, on the Lambdas', () => {
  test('finds all well, tells no viewer, and leaves no document and no dead letter', async () => {
    const viewer = await TestClient.open(stack.ws)
    await viewer.subscribe({ channel: 'all' })
    expect(await doctor()).toMatchObject({ code: 0, ok: true, event: { times: 1 } })
    expect(viewer.liveIds()).toEqual([])
    await openSearch(`${stack.indexPrefix}-*/_refresh`, 'POST')
    const { count } = (await (await openSearch(`${stack.indexPrefix}-*/_count`, 'GET')).json()) as { count: number }
    expect(count).toBe(0)
    expect(await stack.deadLetters('events')).toEqual([])
    expect(await stack.deadLetters('deltas')).toEqual([])
    await viewer.close()
  })

  test.each(breaks)('%s: %s', async (hop, _, run) => {
    const { changed, mend } = await run()
    try {
      const said = await doctor(changed)
      expect(said).toMatchObject({ code: hopCodes[hop], ok: false, broken: { hop } })
      expect(said.broken?.mend).not.toBe('')
    } finally {
      await mend?.()
    }
  })

  test('finds all well again', async () => {
    expect(await doctor()).toMatchObject({ code: 0, ok: true, event: { times: 1 } })
  })
})
