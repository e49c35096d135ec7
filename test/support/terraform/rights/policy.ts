import type { Json } from '../../../../src/domain/json.js'

/** One thing that somebody does: an action on a resource, by its ARN. */
export interface Right {
  readonly action: string
  readonly resource: string
}

/** An action and a resource of one statement, as they are written there: both may hold `*` and `?`. */
export interface Grant extends Right {
  readonly conditional: boolean
}

/** What a policy allows, one grant for each pair of an action and a resource. Throws on what this project's policies have not. */
export function grantsOf(policy: string): readonly Grant[] {
  const { Statement } = JSON.parse(policy) as { readonly Statement: readonly { readonly [name: string]: Json }[] }
  return Statement.flatMap((statement) => {
    const { Action, Condition, Effect, Resource, Sid: _, ...more } = statement
    if (Effect !== 'Allow' || Object.keys(more).length > 0)
      throw new Error(`not known here: ${JSON.stringify(statement)}`)
    const conditional = Condition !== undefined
    return list(Action).flatMap((action) => list(Resource).map((resource) => ({ action, resource, conditional })))
  })
}

function list(of: Json | undefined): readonly string[] {
  return Array.isArray(of) ? of.map(String) : [String(of)]
}

/** "IAM JSON policy elements": actions know no case, `*` is any run of characters, `?` any one of them. */
export function covers(grant: Grant, right: Right): boolean {
  return matches(grant.action.toLowerCase(), right.action.toLowerCase()) && matches(grant.resource, right.resource)
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`, 's').test(text)
}
