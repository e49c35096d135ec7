import type { Identity } from '../../domain/rights/identity.js'
import type { Address } from '../../ports/connection.js'
import type { SessionParts } from './parts.js'

/**
 * Epoch milliseconds at which a connection's rows end unless they are renewed; never past the credential's own end.
 * Where a sign of life would be paid for, they run as long as the gateway keeps a connection.
 */
export function leaseOf({ clock, settings }: SessionParts, to: Address, identity: Identity): number {
  const { lease } = settings
  const end = lease.from === 'now' ? clock.now() + lease.ms : to.connectedAt + lease.ms
  return Math.min(identity.expiresAt, end)
}
