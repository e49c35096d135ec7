import type { JsonObject } from '../json.js'

/** What a credential says of its holder; access rules turn it into a constraint. */
export type Claims = JsonObject

/** Who is there, as a credential proved it. */
export interface Identity {
  readonly subject: string
  readonly claims: Claims
  /** Epoch milliseconds; Infinity where the credential does not expire. */
  readonly expiresAt: number
  /** What an API key admits its holder to. A token reads. */
  readonly scopes: readonly Scope[]
  /** Of a connection: its rights were changed, and what was asked with the earlier ones may not be ended yet. */
  readonly unsettled?: boolean
}

export type Scope = 'read' | 'write' | 'admin'

/** An identity as a store keeps it. JSON has no infinity: null stands for it. */
export function identityText(identity: Identity): string {
  return JSON.stringify(identity)
}

export function identityFrom(text: string): Identity {
  const identity = JSON.parse(text) as Identity & { readonly expiresAt: number | null }
  return { ...identity, expiresAt: identity.expiresAt ?? Number.POSITIVE_INFINITY }
}
