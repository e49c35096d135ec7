import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { expect, vi } from 'vitest'
import { sqsClient } from '../../../../src/adapters/aws/sqs/sqsClient.js'
import { makeApiKey } from '../../../../src/adapters/node/auth/makeApiKey.js'
import { runCli } from '../../../../src/entrypoints/cli/runCli.js'
import type { LambdaStack } from '../../../support/aws/stack/lambdaStack.js'
import { startLambdaStack } from '../../../support/aws/stack/startLambdaStack.js'
import { type AccountState, startAccount } from '../../../support/aws/startAccount.js'
import { builtCommand } from '../../../support/ways/serveProcess.js'
import { fakeTerminal } from '../../cli/fakeTerminal.js'

/** What the doctor is let in with, and what it is not. */
const { entry, key } = makeApiKey({ name: 'doctor', scopes: ['read'], claims: { role: 'operator' } })
export const keys = { known: key, unknown: makeApiKey({ name: 'nobody', scopes: ['read'] }).key }

export interface Said {
  readonly code: number
  readonly broken?: { readonly hop: string; readonly what: string; readonly why: string; readonly mend: string }
}

export interface DoctorOptions {
  /** Other outputs of Terraform. */
  readonly changed?: object
  /** Another key. */
  readonly as?: string
  /** Further environment: then it is the built command, in a process of its own. */
  readonly env?: NodeJS.ProcessEnv
}

/** The functions as they are deployed, and what AWS would tell of them. */
export interface Installation {
  readonly stack: LambdaStack
  readonly account: AccountState
  arnOf(queueUrl: string): string
  doctor(options?: DoctorOptions): Promise<Said>
  openSearch(path: string, method: string, body?: object): Promise<Response>
  /** No document, and no dead letter. */
  nothingLeft(): Promise<void>
  stop(): Promise<void>
}

export async function startInstallation(): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a secret that must not be printed')
  const access = [{ when: { role: 'operator' }, allow: {} }]
  const stack = await startLambdaStack({ apiKeys: [entry], config: { access } })
  const arns = await arnsOf(stack)
  const arnOf = (url: string) => arns.get(url) ?? ''
  const account: AccountState = { caller: '123456789012', functions: new Map(), mappings: new Map() }
  for (const [name, runs] of Object.entries(stack.functions)) account.functions.set(name, { runs, State: 'Active' })
  for (const [name, queue] of [
    ['ingest', stack.queues.events],
    ['broadcast', stack.queues.deltas],
  ] as const) {
    const FunctionResponseTypes = ['ReportBatchItemFailures']
    account.mappings.set(name, { State: 'Enabled', EventSourceArn: arnOf(queue), FunctionResponseTypes })
  }
  const aws = await startAccount(account)
  for (const [name, url] of Object.entries({
    STS: aws.url,
    LAMBDA: aws.url,
    EVENTBRIDGE: stack.events,
    SQS: stack.events,
    DYNAMODB: stack.parts.dynamodb,
  })) {
    vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, url)
  }
  const openSearch = (path: string, method: string, body?: object) =>
    fetch(new URL(path, stack.parts.opensearch), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  return {
    stack,
    account,
    arnOf,
    openSearch,
    async doctor({ as = keys.known, changed = {}, env } = {}) {
      const file = join(folder, 'outputs.json')
      const wrapped = Object.entries({ ...outputsOf(stack), ...changed }).map(([name, value]) => [name, { value }])
      writeFileSync(file, JSON.stringify(Object.fromEntries(wrapped)))
      const run = env === undefined ? runHere : runElsewhere
      const { code, out, words } = await run(['doctor', '--outputs', file, '--json'], {
        ...process.env,
        ...env,
        DELTABOARD_KEY: as,
      })
      for (const secret of [as, 'must not be printed']) expect(out + words).not.toContain(secret)
      return { code, ...(JSON.parse(out) as Omit<Said, 'code'>) }
    },
    async nothingLeft() {
      await openSearch(`${stack.indexPrefix}-*/_refresh`, 'POST')
      const { count } = (await (await openSearch(`${stack.indexPrefix}-*/_count`, 'GET')).json()) as { count: number }
      expect(count).toBe(0)
      expect(await stack.deadLetters('events')).toEqual([])
      expect(await stack.deadLetters('deltas')).toEqual([])
    },
    async stop() {
      vi.unstubAllEnvs()
      await aws.stop()
      await stack.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

interface Ended {
  readonly code: number
  readonly out: string
  readonly words: string
}

async function runHere(argv: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const fake = fakeTerminal({ env: env as Record<string, string> })
  const code = await runCli(argv, fake.terminal)
  return { code, out: fake.out(), words: fake.err() }
}

async function runElsewhere(argv: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, [await builtCommand(), ...argv], { env })
  const [out, words] = [child.stdout, child.stderr].map((stream) => text(stream)) as [Promise<string>, Promise<string>]
  const [code] = (await once(child, 'close')) as [number]
  return { code, out: await out, words: await words }
}

async function arnsOf(stack: LambdaStack): Promise<ReadonlyMap<string, string>> {
  const arns = new Map<string, string>()
  const sqs = sqsClient({ endpoint: stack.events, region: 'eu-central-1' })
  for (const url of Object.values(stack.queues)) {
    const asked = { QueueUrl: url, AttributeNames: ['QueueArn' as const] }
    arns.set(url, (await sqs.send(new GetQueueAttributesCommand(asked))).Attributes?.QueueArn ?? '')
  }
  sqs.destroy()
  return arns
}

/** As the Terraform module has them. */
function outputsOf(stack: LambdaStack): object {
  return {
    region: 'eu-central-1',
    event_bus: { name: 'producers' },
    delta_bus: { name: 'deltas' },
    rules: { events: 'to-producers', deltas: 'to-deltas' },
    queues: stack.queues,
    functions: Object.fromEntries(Object.keys(stack.functions).map((name) => [name, { name }])),
    endpoints: [{ url: stack.ws }],
    table: stack.table,
    index: { url: stack.parts.opensearch, auth: 'none', prefix: stack.indexPrefix },
  }
}
