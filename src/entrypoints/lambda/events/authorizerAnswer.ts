import type { APIGatewayAuthorizerResult } from 'aws-lambda'
import { ok, type Result, refuse } from '../../../domain/refusal.js'
import type { Identity } from '../../../domain/rights/identity.js'
import { contextOf } from './authorizerContext.js'

/** What API Gateway takes of an authorizer, in bytes of JSON. */
const mostBytes = 8192

/** Refused where the claims that the rules use are more than API Gateway carries. */
export function allowed(identity: Identity, methodArn: string): Result<APIGatewayAuthorizerResult> {
  const answer = { ...policy('Allow', methodArn, identity.subject), context: { ...contextOf(identity) } }
  const bytes = Buffer.byteLength(JSON.stringify(answer))
  if (bytes <= mostBytes) return ok(answer)
  return refuse('forbidden', `an answer of ${bytes} bytes: the claims that the rules use are too large for API Gateway`)
}

export function denied(methodArn: string): APIGatewayAuthorizerResult {
  return policy('Deny', methodArn, 'nobody')
}

function policy(effect: 'Allow' | 'Deny', methodArn: string, principalId: string): APIGatewayAuthorizerResult {
  const statement = { Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }
  return { principalId, policyDocument: { Version: '2012-10-17', Statement: [statement] } }
}
