import { createHash, randomBytes } from 'node:crypto'
import type { JsonObject } from '../../../domain/json.js'
import type { Scope } from '../../../domain/rights/identity.js'
import type { ApiKey } from './apiKey.js'

/**
 * A new API key: `key` is shown once and given to its holder, `entry` goes into the keys file. 256 random bits, written
 * with letters that a header and a WebSocket subprotocol can carry. `random` must be 32 secure random bytes.
 */
export function makeApiKey(
  of: { readonly name: string; readonly scopes: readonly Scope[]; readonly claims?: JsonObject },
  random: Uint8Array = randomBytes(32),
): { readonly key: string; readonly entry: ApiKey } {
  const key = `db_${Buffer.from(random).toString('base64url')}`
  return { key, entry: { name: of.name, hash: hashOf(key), scopes: of.scopes, claims: of.claims ?? {} } }
}

/** As the keys file holds it. */
export function hashOf(key: string): string {
  return `sha256:${createHash('sha256').update(key, 'utf8').digest('hex')}`
}
