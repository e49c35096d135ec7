import type { Refusal } from '../domain/refusal.js'
import type { Identity } from '../domain/rights/identity.js'

/** What a client showed. */
export type Credential =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'key'; readonly key: string }

/**
 * Proves who is there.
 * - MUST refuse by default: no credential is refused unless the installation is open.
 * - Refusals have code `unauthorized` or `forbidden`, and MUST NOT tell which part of a credential was wrong;
 *   `unavailable` where nobody could tell now, so that a client may try again.
 */
export interface Authenticator {
  verify(credential: Credential | undefined): Promise<Identity | { readonly refused: Refusal }>
}
