import type { QueryId, Subscription } from '../../domain/query/query.js'
import { identityFrom } from '../../domain/rights/identity.js'
import type { Address, Connection } from '../../ports/connection.js'

/** A subscription as its connection's row holds it. The revision orders what happens to it. */
export interface HeldSubscription {
  readonly subscription: Subscription
  readonly revision: string
}

export interface ConnectionRow {
  readonly connection: Connection
  readonly held: ReadonlyMap<QueryId, HeldSubscription>
}

/** Parts names and values of a hash from each other; no id holds it. */
export const unit = '\x1f'

export function addressText({ endpoint, packed, connectedAt }: Address): string {
  return JSON.stringify([endpoint, packed, connectedAt])
}

export function addressFrom(connectionId: string, text: string): Address {
  const [endpoint, packed, connectedAt] = JSON.parse(text) as [string, boolean, number]
  return { connectionId, endpoint, packed, connectedAt }
}

/** Reads the hash of a connection, as field, value, field, value. Undefined: there is none, or its lease is over. */
export function rowFrom(connectionId: string, flat: readonly string[], now: number): ConnectionRow | undefined {
  const fields = new Map<string, string>()
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i] as string, flat[i + 1] as string)
  const [address, identity, expires] = ['a', 'i', 'x'].map((name) => fields.get(name))
  if (address === undefined || identity === undefined || expires === undefined) return undefined
  const expiresAt = leaseFrom(expires)
  if (expiresAt <= now) return undefined
  const held = new Map<QueryId, HeldSubscription>()
  for (const [field, value] of fields) {
    if (!field.startsWith('s:')) continue
    const revision = fields.get(`f:${field.slice(2)}`)?.split(unit, 1)[0] ?? '0'
    held.set(field.slice(2), { subscription: JSON.parse(value) as Subscription, revision })
  }
  const connection = { ...addressFrom(connectionId, address), identity: identityFrom(identity), expiresAt }
  return { connection, held }
}

/** Far in the future, and still a whole number in Lua: for leases without an end. */
const never = 8_640_000_000_000_000

export function leaseText(expiresAt: number): string {
  return String(Math.min(never, Math.floor(expiresAt)))
}

export function leaseFrom(text: string): number {
  const expiresAt = Number(text)
  return expiresAt >= never ? Number.POSITIVE_INFINITY : expiresAt
}

/** How long Redis keeps a key whose rows end at `expiresAt`: longer, since readers go by the lease. At most a month. */
export function ttlOf(expiresAt: number, now: number): number {
  return Math.max(1, Math.min(2_592_000_000, Math.ceil(expiresAt - now) + 60_000))
}
