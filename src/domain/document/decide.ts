import type { Schema } from '../fields.js'
import type { Delta, Draft, Hit, Stored, Superseded } from './hit.js'
import { keyOf } from './identity.js'

export type Decision =
  | { readonly kind: 'new' | 'update'; readonly next: Stored }
  /** The same version is stored already, whatever its body. */
  | { readonly kind: 'duplicate' }
  /** A newer version is stored. */
  | { readonly kind: 'stale' }

export interface DecideOptions {
  readonly schema: Schema
  /** ISO: becomes `ingestedAt`, and the time at which an earlier version is superseded. */
  readonly now: string
  readonly maxDeltaAgeMs: number
}

/** Longest trail of earlier versions. */
const trailLength = 8

/** What a write of `incoming` does where `stored` stands (undefined: nothing). */
export function decide(stored: Stored | undefined, incoming: Draft, options: DecideOptions): Decision {
  const hit = { ...incoming, ingestedAt: options.now } as Hit
  if (stored === undefined) return { kind: 'new', next: { hit, earlier: [] } }
  if (incoming.version === stored.hit.version) return { kind: 'duplicate' }
  if (incoming.version < stored.hit.version) return { kind: 'stale' }
  return { kind: 'update', next: { hit, earlier: trail(stored, options) } }
}

/**
 * The last version always, whole, since patches derive from it; others while a delta that told them may still be
 * under way, which counts from when they were superseded: an old document may have been replaced just now.
 */
function trail(stored: Stored, { schema, now, maxDeltaAgeMs }: DecideOptions): readonly Superseded[] {
  const oldest = new Date(Date.parse(now) - maxDeltaAgeMs).toISOString()
  const kept = stored.earlier.filter((s) => s.at > oldest).map((s) => ({ hit: declaredOnly(s.hit, schema), at: s.at }))
  return [{ hit: stored.hit, at: now }, ...kept].slice(0, trailLength)
}

const always: ReadonlySet<string> = new Set(['eventId', 'version', '@timestamp', 'ingestedAt'])

function declaredOnly(hit: Hit, schema: Schema): Hit {
  return Object.fromEntries(Object.entries(hit).filter(([k]) => always.has(k) || schema.fields.has(k))) as Hit
}

/** What must be told of a document as stored: first, or again. */
export function deltaOf(stored: Stored): Delta {
  return { key: keyOf(stored.hit), now: stored.hit, was: stored.earlier.map((s) => s.hit) }
}
