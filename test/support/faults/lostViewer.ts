import { defaultSchema } from '../../../src/domain/fields.js'
import { parseWhere } from '../../../src/domain/query/parse.js'
import { queryOf } from '../../../src/domain/query/queryOf.js'
import type { SubscriptionStore } from '../../../src/ports/subscriptionStore.js'

/** Rows of a viewer who left long ago, and of whom nobody was told: who posts to it finds out. */
export async function putLostViewer(
  store: SubscriptionStore,
  service: string,
  at: { readonly connectionId: string; readonly endpoint: string },
): Promise<void> {
  const expiresAt = Date.now() + 600_000
  const identity = { subject: 'lost', claims: {}, expiresAt: Number.POSITIVE_INFINITY, scopes: ['read'] } as const
  await store.connect({ ...at, packed: true, connectedAt: Date.now() - 60_000, identity, expiresAt })
  const where = parseWhere({ service }, defaultSchema)
  if (!where.ok) throw new Error(where.refusal.message)
  const query = queryOf(where.value, defaultSchema)
  const subscription = { query, ref: 'lost', limit: 100, policy: { kind: 'batch' } } as const
  const answer = await store.subscribe(at.connectionId, subscription, { max: 10, expiresAt })
  if (answer !== 'ok') throw new Error(answer)
}
