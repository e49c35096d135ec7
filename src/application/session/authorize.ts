import type { Claims } from '../../domain/rights/identity.js'
import type { AuthorizeRequest } from '../../domain/wire/clientMessage.js'
import type { Connection } from '../../ports/connection.js'
import type { Answers } from './answers.js'
import { leaseOf } from './lease.js'
import type { SessionParts } from './parts.js'
import { sameRights, standsUnder } from './planQuery.js'

/** Takes a fresh token of the same subject. Where it changes what the holder may see, every query ends: rights are part of it. */
export async function authorize(
  parts: SessionParts,
  answers: Answers,
  connection: Connection,
  request: AuthorizeRequest,
): Promise<void> {
  const { ref, token } = request
  const identity = await parts.authenticator.verify({ kind: 'bearer', token })
  if ('refused' in identity) {
    // Where nobody could tell now, the same token may be good in a moment.
    const code = identity.refused.code === 'unavailable' ? 'unavailable' : 'unauthorized'
    return answers.error(connection, { code, message: messages[code] }, ref)
  }
  const before = connection.identity
  if (identity.subject !== before.subject) {
    return answers.error(connection, { code: 'forbidden', message: 'the token is of another subject' }, ref)
  }
  const { connectionId } = connection
  const changed = before.unsettled === true || !sameRights(parts.access, identity.claims, before.claims)
  const expiresAt = leaseOf(parts, connection, identity)
  // Whoever is given the token again, after this broke off, finds that there may be something left to end.
  const filed = changed ? { ...identity, unsettled: true } : identity
  const renewed = await parts.store.renew(connectionId, { identity: filed, expiresAt, instead: before })
  if (renewed === 'changed') {
    // By another one that ran beside this. What changes now is to be seen from there.
    const now = await parts.store.connection(connectionId)
    if (now !== undefined) return authorize(parts, answers, now, request)
  }
  if (typeof renewed === 'string') return answers.goodbye(connection, 4408, 'expired', 0)
  try {
    await endChanged(parts, answers, connection, { changed, claims: identity.claims, ref })
    // Unless a later one has taken its place: that one's rights stand.
    if (changed) await parts.store.renew(connectionId, { identity, expiresAt, instead: filed })
  } catch (fault) {
    // The new rights are stored: what is not ended yet would go on by the old ones.
    parts.telemetry.fault('authorize', fault)
    return answers.goodbye(connection, 4408, 'expired', 0)
  }
  const expires = new Date(Math.min(identity.expiresAt, farthest)).toISOString()
  await answers.message(connection, { type: 'authorized', ref, expires })
}

async function endChanged(
  { access, store }: SessionParts,
  answers: Answers,
  connection: Connection,
  { changed, claims, ref }: { readonly changed: boolean; readonly claims: Claims; readonly ref: string },
): Promise<void> {
  const { connectionId } = connection
  for (const { query, ref: of } of await store.subscriptions(connectionId)) {
    // An `authorize` that stored these rights may have died before it had ended all.
    if (!changed && standsUnder(access, claims, query)) continue
    // Told before it is done: who dies in between is asked again, and finds nothing of what is ended and not told. Also
    // where another subscribe took its place meanwhile, which can only be by the new rights: its client asks again.
    await answers.message(connection, { type: 'unsubscribed', ref, queryId: query.queryId, ended: true })
    await store.unsubscribe(connectionId, query.queryId, of)
  }
}

const messages = {
  unauthorized: 'the token was refused',
  unavailable: 'the token could not be looked at now',
} as const

/** What `expires` says of a credential without an end. */
const farthest = Date.parse('9999-12-31T23:59:59.999Z')
