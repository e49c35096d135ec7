import { join } from 'node:path'
import { type FunctionName, functionNames } from '../lambda/functionName.js'
import { LambdaFunction } from '../lambda/lambdaFunction.js'
import { busNames, type Queues } from './buses.js'
import type { LambdaStackOptions } from './lambdaStack.js'

export interface Places {
  readonly dynamodb: string
  readonly opensearch: string
  readonly aws: string
  readonly table: string
  readonly indexPrefix: string
  readonly queues: Queues
  readonly endpoints: Readonly<Record<string, string>>
}

/** Time-outs as they are deployed, in milliseconds. */
const timeouts: Readonly<Record<FunctionName, number>> = {
  connect: 10_000,
  disconnect: 10_000,
  message: 29_000,
  authorizer: 10_000,
  prepare: 60_000,
  ingest: 30_000,
  broadcast: 15_000,
}

const everyone = [{ allow: {} }]

/** Every function, each with only the environment that it needs, as far as that differs. */
export function makeFunctions(
  bundles: string,
  places: Places,
  options: LambdaStackOptions,
): { readonly [name in FunctionName]: LambdaFunction } {
  const isOpen = options.apiKeys === undefined && options.jwt === undefined
  const { access = isOpen ? everyone : [], fields, policy, retentionDays, routable, sampleAbove } = options.config ?? {}
  const json = Object.entries({ access, fields, routable }).map(([name, value]) => [name, text(value)])
  const rules = Object.fromEntries([...json, ...Object.entries({ policy, retentionDays, sampleAbove })])
  const store = { store: options.store ?? `dynamodb://${places.table}` }
  const index = { index: places.opensearch, indexAuth: 'none', indexPrefix: places.indexPrefix, indexReplicas: 0 }
  const endpoints = { endpoints: text(places.endpoints) }
  const jwt = { jwks: options.jwt?.jwks, jwtIssuer: options.jwt?.issuer, jwtAudience: options.jwt?.audience }
  const { deltas, deltasDead, events, eventsDead } = places.queues
  const needs: Readonly<Record<FunctionName, object>> = {
    authorizer: { ...jwt, apiKeys: text(options.apiKeys), open: String(isOpen) },
    connect: { ...store, ...endpoints, deltaQueue: deltas },
    disconnect: store,
    message: { ...store, ...index, ...endpoints, ...jwt },
    prepare: index,
    ingest: {
      ...index,
      eventQueue: events,
      eventDeadLetters: eventsDead,
      deltaRoute: options.deltaRoute ?? 'bus',
      deltaBus: busNames.deltas,
      deltaQueue: deltas,
    },
    broadcast: { ...store, ...index, ...endpoints, deltaQueue: deltas, deltaDeadLetters: deltasDead },
  }
  const made = functionNames.map((name) => {
    const accessKeyId = options.signsByName === true ? name : 'local'
    const env = { ...environmentOf(places, accessKeyId), ...variables({ ...rules, ...needs[name] }), ...options.env }
    const bundle = join(bundles, `${name}.mjs`)
    const timeoutMs = timeouts[name]
    return [name, new LambdaFunction({ name, bundle, env, timeoutMs, maxInstances: options.maxInstances ?? 2 })]
  })
  return Object.fromEntries(made) as { readonly [name in FunctionName]: LambdaFunction }
}

/** What Lambda sets, and where the AWS SDK finds the emulators. */
function environmentOf({ aws, dynamodb }: Places, accessKeyId: string): Record<string, string> {
  return {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SQS: aws,
    AWS_ENDPOINT_URL_EVENTBRIDGE: aws,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  }
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}

/** `deltaQueue` as `DELTABOARD_DELTA_QUEUE`; what is undefined is not set. */
function variables(settings: object): Record<string, string> {
  const set = Object.entries(settings).filter(([, value]) => value !== undefined)
  const named = set.map(([name, value]) => [
    `DELTABOARD_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
    String(value),
  ])
  return Object.fromEntries(named) as Record<string, string>
}
