import { isObject, type Json, own } from '../../../../src/domain/json.js'
import type { Invoked } from './invocation.js'

export type Authorized =
  | { readonly status: 401 | 403 | 500 }
  | { readonly authorizer: Readonly<Record<string, string | number>> }

/**
 * Reads what a REQUEST authorizer answered, as "Output from an API Gateway Lambda authorizer" and "Control access to
 * WebSocket APIs with AWS Lambda REQUEST authorizers" have it: a policy that allows the route; context values are
 * scalars and arrive as strings; an error `Unauthorized` is 401, no allowance 403, anything else 500.
 */
export function readAuthorizer(invoked: Invoked, methodArn: string, maxBytes: number): Authorized {
  if (invoked === 'timed out') return { status: 500 }
  if ('failed' in invoked) {
    const { failed } = invoked
    return { status: failed instanceof Error && failed.message === 'Unauthorized' ? 401 : 500 }
  }
  const answer = invoked.answer as Json
  if (!isObject(answer) || Buffer.byteLength(JSON.stringify(answer)) > maxBytes) return { status: 500 }
  const { principalId, policyDocument, context = {} } = answer
  if (typeof principalId !== 'string' || !isObject(policyDocument) || !isObject(context)) return { status: 500 }
  const statements = own(policyDocument, 'Statement')
  if (!Array.isArray(statements)) return { status: 500 }
  if (Object.values(context).some((value) => typeof value === 'object')) return { status: 500 }
  const effects = statements.filter((statement) => covers(statement, methodArn)).map((s) => s.Effect)
  // An explicit deny outdoes any allowance.
  if (!effects.includes('Allow') || effects.includes('Deny')) return { status: 403 }
  const told = Object.entries(context).map(([name, value]) => [name, String(value)] as const)
  return { authorizer: { ...Object.fromEntries(told), principalId, integrationLatency: 3 } }
}

function covers(statement: Json, methodArn: string): statement is { readonly Effect: string } {
  if (!isObject(statement) || typeof own(statement, 'Effect') !== 'string') return false
  const actions = [own(statement, 'Action')].flat()
  const resources = [own(statement, 'Resource')].flat()
  return (
    actions.some((action) => action === 'execute-api:Invoke' || action === 'execute-api:*' || action === '*') &&
    resources.some((resource) => typeof resource === 'string' && matches(resource, methodArn))
  )
}

/** `*` stands for any run of characters, `?` for one. */
function matches(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(arn)
}
