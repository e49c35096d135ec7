import type { Schema } from '../../domain/fields.js'
import { allOf } from '../../domain/query/combine.js'
import { parseWhere } from '../../domain/query/parse.js'
import type { Query } from '../../domain/query/query.js'
import { queryIdOf } from '../../domain/query/queryId.js'
import { queryOf } from '../../domain/query/queryOf.js'
import type { Where } from '../../domain/query/where.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'
import { type AccessRules, constraintOf, restrict } from '../../domain/rights/accessRules.js'
import type { Claims } from '../../domain/rights/identity.js'
import { parseChannel } from '../../domain/routing/routes.js'
import type { QueryRequest } from '../../domain/wire/clientMessage.js'

/** What is asked AND what the holder's rights admit, as one query. Refused: a fault in it, or rights that admit nothing. */
export function planQuery(asked: QueryRequest, claims: Claims, access: AccessRules): Result<Query> {
  const where = askedFor(asked, access.schema)
  if (!where.ok) return where
  const constraint = constraintOf(access, claims)
  if (constraint.op === 'none') return refuse('forbidden', 'your rights admit no document')
  return ok(queryOf(restrict(where.value, constraint), access.schema))
}

/** The channel is one more condition: an equal `where` has the same query. */
function askedFor(asked: QueryRequest, schema: Schema): Result<Where> {
  const where = parseWhere(asked.where === undefined ? {} : asked.where, schema)
  if (!where.ok || asked.channel === undefined) return where
  const channel = parseChannel(asked.channel, schema)
  return channel.ok ? ok(allOf(channel.value, where.value)) : channel
}

/** Whether a query of this connection may go on under these claims: nothing in it lies beyond what they admit. */
export function standsUnder(access: AccessRules, claims: Claims, { queryId, where }: Query): boolean {
  return queryIdOf(restrict(where, constraintOf(access, claims))) === queryId
}

/** Whether two sets of claims admit to the same documents, as far as the rules tell. */
export function sameRights(access: AccessRules, a: Claims, b: Claims): boolean {
  return a === b || queryIdOf(constraintOf(access, a)) === queryIdOf(constraintOf(access, b))
}
