import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeApiKey } from '../../src/adapters/node/auth/makeApiKey.js'
import { startIssuer } from '../entrypoints/attacks/issuer.js'
import { CallsByFunction, type FunctionCall } from '../support/aws/callsByFunction.js'
import { type FunctionName, functionNames } from '../support/aws/lambda/functionName.js'
import { busNames } from '../support/aws/stack/buses.js'
import type { LambdaStack } from '../support/aws/stack/lambdaStack.js'
import { startLambdaStack } from '../support/aws/stack/startLambdaStack.js'
import type { HttpAnswer } from '../support/faults/httpProxy.js'
import { partUrl } from '../support/parts/partUrl.js'
import { appliedAccount } from '../support/terraform/account.js'
import { ask } from '../support/terraform/ask.js'
import { type Resource, resource, resourcesOf } from '../support/terraform/resources.js'
import { neverSeen, rightsOnBehalf, wide } from '../support/terraform/rights/onBehalf.js'
import { covers, type Grant, grantsOf, type Right } from '../support/terraform/rights/policy.js'
import { connectionRightOf, type Places, rightsOf } from '../support/terraform/rights/translation.js'
import { everythingOnce } from './rights/everythingOnce.js'

const parameter = '/emulated/api-keys'
/** By function: what it did, and what its policy allows. */
const did = new Map<FunctionName, readonly Right[]>()
const may = new Map<FunctionName, readonly Grant[]>()

let resources: readonly Resource[]
let closing: () => Promise<void>

beforeAll(async () => {
  const [{ calls, stack, close }, { applied }] = await Promise.all([record(), appliedAccount()])
  closing = close
  resources = resourcesOf(applied)
  const arn = (type: string, name: string, index?: string | number) =>
    String(resource(resources, type, name, index).values['arn'])
  // The run has one endpoint, the deployment two that are alike: what is done at the one is done at each.
  const apis = resources
    .filter(({ type }) => type === 'aws_apigatewayv2_api')
    .map(({ values }) => String(values['execution_arn']))
  const places = placesOf(stack, arn)
  for (const by of functionNames) {
    const called = { ingest: 'events', broadcast: 'deltas' } as Readonly<Record<string, string>>
    const queue = called[by] === undefined ? undefined : arn('aws_sqs_queue', 'this', called[by])
    const logGroup = arn('aws_cloudwatch_log_group', 'function', by)
    const steps = [...stack.functions[by].steps]
    did.set(by, [
      ...calls.filter((call) => call.by === by).flatMap((call) => rightsOf(call, places)),
      ...steps.flatMap((step) => apis.flatMap((api) => connectionRightOf(step, api) ?? [])),
      ...rightsOnBehalf({ logGroup, queue }),
    ])
    may.set(by, grantsOf(String(resource(resources, 'aws_iam_role_policy', 'function', by).values['policy'])))
  }
}, 600_000)
afterAll(() => closing?.())

/** The plugins that know roles and retention are not to be had here: these have nothing yet, and take anything. */
function withPlugins({ action, path }: FunctionCall): HttpAnswer | undefined {
  if (!/^\/_plugins\/_(security|ism)\//.test(path)) return undefined
  const isRead = action === 'GET'
  const body = JSON.stringify(isRead ? { status: 'NOT_FOUND', message: 'not found' } : { status: 'CREATED' })
  return { status: isRead ? 404 : 201, headers: { 'content-type': 'application/json' }, body }
}

/** One run of everything on the bundled functions, with who asked for what. */
async function record() {
  const [openSearch, parameters] = [await partUrl('openSearch'), await partUrl('moto')]
  const issuer = await startIssuer()
  const { entry, key } = makeApiKey({ name: 'operator', scopes: ['read'], claims: { role: 'operator' } })
  const json = { Name: parameter, Type: 'String', Value: JSON.stringify([entry]) }
  await ask(parameters, { service: 'ssm', target: 'AmazonSSM.PutParameter', json })
  const seen = await CallsByFunction.start(openSearch, parameters)
  seen.fault = withPlugins
  const roles = Object.fromEntries(
    ['ingest', 'message', 'broadcast'].map((name) => [name, `arn:aws:iam::1:role/${name}`]),
  )
  const stack = await startLambdaStack({
    openSearch,
    urls: seen.urls,
    signsByName: true,
    visibilityTimeout: 90,
    isImpatient: true,
    config: { access: [{ allow: {} }] },
    jwt: { jwks: issuer.jwks, issuer: 'https://id.example/', audience: 'board' },
    env: {
      AWS_ENDPOINT_URL_SSM: seen.parametersUrl,
      DELTABOARD_API_KEYS_PARAMETER: parameter,
      DELTABOARD_INDEX_AUTH: 'sigv4',
      DELTABOARD_INDEX_ROLES: JSON.stringify(roles),
    },
  })
  seen.aim(stack.parts)
  const close = async () => {
    await stack.stop()
    await seen.stop()
    issuer.stop()
  }
  try {
    await everythingOnce({ stack, seen, apiKey: key, token: () => issuer.token() })
  } catch (fault) {
    await close()
    throw fault
  }
  return { calls: seen.calls, stack, close }
}

function placesOf(stack: LambdaStack, arn: (type: string, name: string, index?: string | number) => string): Places {
  const nameOf = (url: string) => url.split('/').at(-1) ?? ''
  const { deltas, deltasDead, events, eventsDead } = stack.queues
  return {
    table: arn('aws_dynamodb_table', 'this'),
    queues: {
      [nameOf(events)]: arn('aws_sqs_queue', 'this', 'events'),
      [nameOf(deltas)]: arn('aws_sqs_queue', 'this', 'deltas'),
      [nameOf(eventsDead)]: arn('aws_sqs_queue', 'dead', 'events'),
      [nameOf(deltasDead)]: arn('aws_sqs_queue', 'dead', 'deltas'),
    },
    buses: { [busNames.deltas]: arn('aws_cloudwatch_event_bus', 'deltas') },
    parameters: 'arn:aws:ssm:eu-central-1:123456789012:parameter',
    index: 'arn:aws:es:eu-central-1:123456789012:domain/board',
  }
}

it.each(functionNames)('%s may do all that it does', (by) => {
  const grants = may.get(by) ?? []
  expect(grants.length).toBeGreaterThan(2)
  const refused = (did.get(by) ?? []).filter(
    (right) => !grants.some((grant) => !grant.conditional && covers(grant, right)),
  )
  expect(new Set(refused.map(({ action, resource: on }) => `${action} ${on}`))).toEqual(new Set())
})

it.each(functionNames)('%s does all that it may do', (by) => {
  const isExcepted = ({ action }: Grant) =>
    neverSeen.some((one) => one.action === action && (one.by === 'all' || one.by.includes(by)))
  const idle = (may.get(by) ?? []).filter(
    (grant) => !isExcepted(grant) && !(did.get(by) ?? []).some((right) => covers(grant, right)),
  )
  expect(idle.map(({ action, resource: on }) => `${action} ${on}`)).toEqual([])
})

it('no right on everything without a reason, and no reason without such a right', () => {
  const grants = functionNames.flatMap((by) => may.get(by) ?? [])
  const isReasoned = (grant: Grant) =>
    wide.some(({ action, resource: on }) => action.test(grant.action) && on.test(grant.resource))
  const starred = grants.filter(({ action, resource: on }) => `${action}${on}`.includes('*'))
  expect(starred.filter((grant) => !isReasoned(grant))).toEqual([])
  expect(starred.some(({ action }) => action.includes('*'))).toBe(false)
  for (const { action } of wide)
    expect(
      starred.some((grant) => action.test(grant.action)),
      String(action),
    ).toBe(true)
  for (const { action } of neverSeen)
    expect(
      grants.some((grant) => grant.action === action),
      action,
    ).toBe(true)
})
