import { join } from 'node:path'
import { builtLambdas } from '../../../scripts/build/store.mjs'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { type AccessRules, accessRules } from '../../../src/domain/rights/accessRules.js'
import { type Authorized, readAuthorizer } from '../../support/aws/apiGateway/authorizing.js'
import { LambdaFunction } from '../../support/aws/lambda/lambdaFunction.js'
import { audience, type Issuer, issuer, startIssuer } from './issuer.js'

const rules = [
  { when: { role: 'operator' }, allow: {} },
  { when: { role: 'member' }, allow: { team: { in: { claim: 'teams' } } } },
]
export const reader = makeApiKey({ name: 'wall', scopes: ['read'], claims: { role: 'member', teams: ['core'] } })
export const writer = makeApiKey({ name: 'shop', scopes: ['write'] })
const methodArn = 'arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/live/$connect'

/** What a client shows: headers by the names that it spells, each once or several times, and its query. */
export interface Shown {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  /** Whatever stands in the event besides, which API Gateway would not let a client write. */
  readonly more?: object
}

export interface GuardedAuthorizer {
  readonly issuer: Issuer
  readonly access: AccessRules
  /** What API Gateway makes of the answer: a status, or the context that `$connect` is given. */
  ask(shown: Shown): Promise<Authorized>
  /** The answer itself, or the error's message. */
  answer(shown: Shown): Promise<unknown>
  log(): string
  stop(): Promise<void>
}

/** The authorizer as it is deployed, from its bundle, called with events as API Gateway sends them. */
export async function guardAuthorizer(env: Readonly<Record<string, string>> = {}): Promise<GuardedAuthorizer> {
  const [id, bundles] = await Promise.all([startIssuer(), builtLambdas()])
  const fn = new LambdaFunction({
    name: 'authorizer',
    bundle: join(bundles, 'authorizer.mjs'),
    timeoutMs: 20_000,
    maxInstances: 1,
    env: {
      DELTABOARD_ACCESS: JSON.stringify(rules),
      DELTABOARD_API_KEYS: JSON.stringify([reader.entry, writer.entry]),
      DELTABOARD_JWKS: id.jwks,
      DELTABOARD_JWT_ISSUER: issuer,
      DELTABOARD_JWT_AUDIENCE: audience,
      ...env,
    },
  })
  const checked = accessRules(rules, defaultSchema)
  if (!checked.ok) throw new Error(checked.refusal.message)
  return {
    issuer: id,
    access: checked.value,
    async ask(shown) {
      const outcome = await fn.invoke(eventOf(shown))
      const failed = 'errorType' in outcome
      const invoked = failed ? { failed: new Error(outcome.errorMessage) } : { answer: outcome.value }
      return readAuthorizer(invoked, methodArn, 8192)
    },
    async answer(shown) {
      const outcome = await fn.invoke(eventOf(shown))
      return 'errorType' in outcome ? outcome.errorMessage : outcome.value
    },
    log: () => fn.logs.join('\n'),
    async stop() {
      await fn.stop()
      id.stop()
    },
  }
}

/** Of a REQUEST authorizer: single values are the last of each name, and the lists have all of them. */
function eventOf({ headers = {}, more = {}, query = {} }: Shown): object {
  const listed = (of: NonNullable<Shown['headers']>) =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, [value].flat()]))
  const last = (of: NonNullable<Shown['headers']>) =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, [value].flat().at(-1)]))
  const asked = Object.keys(query).length > 0
  return {
    type: 'REQUEST',
    methodArn,
    headers: { Host: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com', ...last(headers) },
    multiValueHeaders: { Host: ['a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com'], ...listed(headers) },
    queryStringParameters: asked ? last(query) : null,
    multiValueQueryStringParameters: asked ? listed(query) : null,
    stageVariables: null,
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      messageDirection: 'IN',
      stage: 'live',
      connectedAt: Date.now(),
      requestTimeEpoch: Date.now(),
      connectionId: 'L0SM9cOFvHcCIhw=',
      apiId: 'a1b2c3d4e5',
      identity: { sourceIp: '192.0.2.1' },
      ...more,
    },
  }
}
