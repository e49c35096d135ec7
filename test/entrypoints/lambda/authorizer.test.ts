import { join } from 'node:path'
import type { APIGatewayAuthorizerResult } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtLambdas } from '../../../scripts/build/store.mjs'
import { makeApiKey } from '../../../src/adapters/node/auth/makeApiKey.js'
import { LambdaFunction } from '../../support/aws/lambda/lambdaFunction.js'

const ada = makeApiKey({ name: 'ada', scopes: ['read'], claims: { teams: ['core'], note: 'no rule looks at this' } })
const writer = makeApiKey({ name: 'shop', scopes: ['write'], claims: {} })
const many = Array.from({ length: 2000 }, (_, i) => `team-${i}`)
const crowd = makeApiKey({ name: 'crowd', scopes: ['read'], claims: { teams: many } })
const methodArn = 'arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/live/$connect'

let authorizer: LambdaFunction
let withUrls: LambdaFunction

beforeAll(async () => {
  const bundle = join(await builtLambdas(), 'authorizer.mjs')
  const env = {
    DELTABOARD_ACCESS: JSON.stringify([{ allow: { team: { in: { claim: 'teams' } } } }]),
    DELTABOARD_API_KEYS: JSON.stringify([ada.entry, writer.entry, crowd.entry]),
  }
  const options = { name: 'authorizer', bundle, timeoutMs: 20_000, maxInstances: 1 } as const
  authorizer = new LambdaFunction({ ...options, env })
  withUrls = new LambdaFunction({ ...options, env: { ...env, DELTABOARD_TOKENS_IN_QUERY: 'true' } })
})

afterAll(async () => {
  await Promise.all([authorizer?.stop(), withUrls?.stop()])
})

async function ask(headers: object, query: object = {}, fn = authorizer) {
  const outcome = await fn.invoke({
    type: 'REQUEST',
    methodArn,
    headers,
    multiValueQueryStringParameters: query,
    requestContext: { connectionId: 'L0SM9cOFvHcCIhw=', apiId: 'a1b2c3d4e5' },
  })
  return 'errorType' in outcome ? outcome.errorMessage : (outcome.value as APIGatewayAuthorizerResult)
}

function effectOf(answer: Awaited<ReturnType<typeof ask>>): unknown {
  return typeof answer === 'string' ? answer : (answer.policyDocument.Statement[0] as { Effect: string }).Effect
}

describe('a credential', () => {
  test.each([
    ['a header', { 'X-API-Key': ada.key }],
    ['a header in lower case', { 'x-api-key': ada.key }],
    ['a subprotocol', { 'Sec-WebSocket-Protocol': `deltaboard.v1,  key.${ada.key}` }],
    ['a subprotocol of a header in lower case', { 'sec-websocket-protocol': `key.${ada.key},deltaboard.v1` }],
  ])('may be shown by %s', async (_, headers) => {
    expect(effectOf(await ask(headers))).toBe('Allow')
  })

  test('is handed on as its subject and those claims that rules use', async () => {
    expect(await ask({ 'x-api-key': ada.key })).toEqual({
      principalId: 'key:ada',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
      },
      context: { subject: 'key:ada', claims: '{"teams":["core"]}' },
    })
  })

  test('that is missing, wrong, or in a URL is refused', async () => {
    expect(await ask({})).toBe('Unauthorized')
    expect(await ask({ 'x-api-key': `${ada.key}x` })).toBe('Unauthorized')
    expect(await ask({ authorization: 'Bearer a.b.c' })).toBe('Unauthorized')
    expect(await ask({}, { key: [ada.key] })).toBe('Unauthorized')
    expect(effectOf(await ask({}, { key: [ada.key] }, withUrls))).toBe('Allow')
  })

  test('that may not read is denied', async () => {
    expect(effectOf(await ask({ 'x-api-key': writer.key }))).toBe('Deny')
  })

  test('whose claims are more than API Gateway carries is denied, and the operator is told', async () => {
    expect(effectOf(await ask({ 'x-api-key': crowd.key }))).toBe('Deny')
    expect(authorizer.logs.join('\n')).toContain('too large for API Gateway')
    expect(authorizer.logs.join('\n')).not.toContain(crowd.key)
  })
})
