import { join } from 'node:path'
import { GetFunctionConfigurationCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { expect, it } from 'vitest'
import { builtLambdas } from '../../../scripts/build/store.mjs'
import { variableOf } from '../../../src/entrypoints/config/flags.js'
import * as variables from '../../../src/entrypoints/lambda/environment/variables.js'
import { type FunctionName, functionNames } from '../../support/aws/lambda/functionName.js'
import { Instance } from '../../support/aws/lambda/instance.js'
import { type Account, credentials } from '../../support/terraform/account.js'

/** Whatever some function reads. */
const known = new Set(Object.values(variables).flatMap((shape) => Object.keys(shape).map(variableOf)))

/** The functions and what calls them, as the account holds them. */
export function functions(account: () => Account): void {
  const client = () => new LambdaClient({ endpoint: account().url, ...credentials })

  async function environmentOf(name: FunctionName): Promise<Readonly<Record<string, string>>> {
    const asked = new GetFunctionConfigurationCommand({ FunctionName: `emulated-${name}`, Qualifier: 'live' })
    return (await client().send(asked)).Environment?.Variables ?? {}
  }

  /** Whether the bundle starts: it reads its environment, by its own schema, before anything else. */
  async function starts(name: FunctionName, environment: Readonly<Record<string, string>>): Promise<string> {
    const words: string[] = []
    // Of this machine, and not Lambda's.
    const { NODE_OPTIONS: _, ...given } = environment
    const env = { ...given, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }
    const instance = new Instance(join(await builtLambdas(), `${name}.mjs`), env, (line) => words.push(line))
    const started = await instance.ready.then(
      () => 'started',
      () => words.join('\n'),
    )
    instance.kill()
    await instance.gone()
    return started
  }

  it.each(functionNames)('%s starts with the environment that it was given, all of which is known', async (name) => {
    const environment = await environmentOf(name)
    const given = Object.keys(environment).filter((variable) => variable.startsWith('DELTABOARD_'))
    expect(given.length).toBeGreaterThan(0)
    expect(given.filter((variable) => !known.has(variable))).toEqual([])
    expect(await starts(name, environment)).toBe('started')
  })

  it('and not without one that it needs, which it names', async () => {
    const { DELTABOARD_STORE: _, ...rest } = await environmentOf('connect')
    expect(await starts('connect', rest)).toContain('DELTABOARD_STORE is not set')
  })

  it('queues call them ten messages at a time, at once, for failures one by one, and not too often', async () => {
    const { EventSourceMappings = [] } = await client().send(new ListEventSourceMappingsCommand({}))
    const arnOf = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:emulated-${name}:live`
    const shown = EventSourceMappings.map((mapping) => ({
      queue: mapping.EventSourceArn?.split(':').at(-1),
      calls: mapping.FunctionArn,
      batch: mapping.BatchSize,
      window: mapping.MaximumBatchingWindowInSeconds ?? 0,
      answers: mapping.FunctionResponseTypes,
      most: mapping.ScalingConfig?.MaximumConcurrency,
    }))
    const same = { batch: 10, window: 0, answers: ['ReportBatchItemFailures'] }
    expect(shown).toHaveLength(2)
    expect(shown).toEqual(
      expect.arrayContaining([
        { queue: 'emulated-events', calls: arnOf('ingest'), most: 10, ...same },
        { queue: 'emulated-deltas', calls: arnOf('broadcast'), most: 2, ...same },
      ]),
    )
    // As many broadcasts as share the quota of posts.
    expect((await environmentOf('broadcast'))['DELTABOARD_BROADCASTS']).toBe('2')
  })
}
