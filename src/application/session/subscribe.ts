import { parseTime } from '../../domain/event/time.js'
import type { Schema } from '../../domain/fields.js'
import { isProbeChannel, probeQuery } from '../../domain/probe/probe.js'
import type { Policy, Query, Subscription } from '../../domain/query/query.js'
import { ok, type Result, refuse } from '../../domain/refusal.js'
import { type AccessRules, constraintOf } from '../../domain/rights/accessRules.js'
import type { Claims } from '../../domain/rights/identity.js'
import { messageLimits, type SubscribeRequest } from '../../domain/wire/clientMessage.js'
import type { Connection } from '../../ports/connection.js'
import type { Subscribed } from '../../ports/subscriptionStore.js'
import type { Settings } from '../settings.js'
import type { Answers } from './answers.js'
import { leaseOf } from './lease.js'
import type { SessionParts } from './parts.js'
import { planQuery, sameRights } from './planQuery.js'
import { snapshot } from './snapshot.js'

/** Registers interest, says so, then tells the view: in this order nothing can fall between. */
export async function subscribe(
  parts: SessionParts,
  answers: Answers,
  connection: Connection,
  request: SubscribeRequest,
): Promise<void> {
  const { ref } = request
  const planned = planSubscription(parts, connection, request)
  if (!planned.ok) return answers.error(connection, planned.refusal, ref)
  const { subscription, since } = planned.value
  const registered = await register(parts, connection, subscription)
  if (registered === 'gone') return answers.goodbye(connection, 4408, 'expired', 0)
  if (registered === 'full') {
    const most = messageLimits.subscriptions
    return answers.error(
      connection,
      { code: 'too_many_subscriptions', message: `a connection may have ${most} subscriptions` },
      ref,
    )
  }
  if (registered === 'changed') {
    return answers.error(connection, { code: 'unavailable', message: 'your rights have just changed; ask again' }, ref)
  }
  const { query, limit } = subscription
  await answers.message(connection, { type: 'subscribed', ref, queryId: query.queryId })
  if (request.snapshot === false) return
  await answers.send(
    connection,
    await snapshot(parts, { ref, query, limit, ...(since === undefined ? {} : { since }) }),
  )
}

/**
 * Puts the rows; a subscribe renews the connection's lease as well, where leases are renewed. `changed`: an `authorize`
 * that ran beside this changed the rights by which the query was made, and has ended all but this one.
 */
export async function register(
  parts: SessionParts,
  connection: Connection,
  subscription: Subscription,
): Promise<Subscribed> {
  const { connectionId, identity } = connection
  const expiresAt = leaseOf(parts, connection, identity)
  if (parts.settings.lease.from === 'now') {
    const renewed = await parts.store.renew(connectionId, { expiresAt })
    if (renewed === 'gone') return 'gone'
  }
  const isProbe = subscription.query.channels.some(isProbeChannel)
  const registered = await parts.store.subscribe(connectionId, subscription, {
    max: messageLimits.subscriptions,
    expiresAt: isProbe ? Math.min(expiresAt, parts.clock.now() + probeLeaseMs) : expiresAt,
    identity,
  })
  if (registered !== 'changed') return registered
  const now = await parts.store.connection(connectionId)
  if (now === undefined) return 'gone'
  // A fresh token may say the same as the one before.
  return sameRights(parts.access, now.identity.claims, identity.claims) ? register(parts, now, subscription) : 'changed'
}

function planSubscription(
  parts: SessionParts,
  connection: Connection,
  request: SubscribeRequest,
): Result<{ readonly subscription: Subscription; readonly since: string | undefined }> {
  const policy = policyOf(request, parts.schema, parts.settings)
  if (!policy.ok) return policy
  const since = request.since === undefined ? ok(undefined) : parseTime(request.since)
  if (!since.ok) return refuse('bad_request', 'not a cursor', 'since')
  const query = isProbeChannel(request.query.channel ?? '')
    ? planProbe(request, connection.identity.claims, parts.access)
    : planQuery(request.query, connection.identity.claims, parts.access)
  if (!query.ok) return query
  const limit = request.query.limit ?? messageLimits.defaultLimit
  const subscription = { query: query.value, ref: request.ref, limit, policy: policy.value }
  return ok({ subscription, since: since.value })
}

/** How long the rows of a probe's query live: nobody ends the query's own, and nobody else will ever ask for it. */
const probeLeaseMs = 60_000

/** Of who sent a probe, and may see anything at all. What is stored has no part in it. */
function planProbe({ query, snapshot }: SubscribeRequest, claims: Claims, access: AccessRules): Result<Query> {
  if (constraintOf(access, claims).op === 'none') return refuse('forbidden', 'your rights admit no document')
  if (query.where !== undefined) return refuse('bad_query', "a probe's channel takes no where", 'where')
  if (snapshot !== false) return refuse('bad_query', 'a probe has no snapshot: say `"snapshot": false`', 'snapshot')
  return probeQuery(query.channel ?? '')
}

/** What holds for who asks for none. */
export function defaultPolicy({ defaultPolicy: kind }: Settings): Policy {
  return kind === 'latest' ? { kind, by: latestBy } : { kind }
}

/** The field of which `latest` keeps the newest of each value, where none is named. */
const latestBy = 'service'

function policyOf(request: SubscribeRequest, schema: Schema, settings: Settings): Result<Policy> {
  const kind = request.policy ?? settings.defaultPolicy
  if (kind !== 'latest') {
    return request.latestBy === undefined
      ? ok({ kind })
      : refuse('bad_request', '`latestBy` goes with the policy `latest`', 'latestBy')
  }
  const by = request.latestBy ?? latestBy
  return schema.fields.get(by) === 'keyword'
    ? ok({ kind, by })
    : refuse('bad_request', 'must be a declared keyword field', 'latestBy')
}
