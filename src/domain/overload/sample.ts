import { fnv1a } from './hash.js'

/**
 * Keeps a stable part of documents by a hash of their ids: the same id is kept or left out wherever, and whenever, the
 * share is the same; a smaller share keeps a part of what a larger one keeps.
 * `share`: 0 to 1.
 */
export function sample<T extends { readonly eventId: string }>(
  hits: readonly T[],
  share: number,
): { readonly kept: readonly T[]; readonly dropped: number } {
  if (share >= 1) return { kept: hits, dropped: 0 }
  const limit = Math.max(0, share) * 0x1_0000_0000
  const kept = hits.filter((hit) => fnv1a(hit.eventId) < limit)
  return { kept, dropped: hits.length - kept.length }
}

/** Keeps the newest document (the last in order of writing) of each value of a field; the order stays. */
export function latest<T extends object>(
  hits: readonly T[],
  value: (hit: T) => unknown,
): { readonly kept: readonly T[]; readonly dropped: number } {
  const last = new Map<string, T>()
  for (const hit of hits) last.set(JSON.stringify(value(hit)) ?? '', hit)
  const newest = new Set(last.values())
  const kept = hits.filter((hit) => newest.has(hit))
  return { kept, dropped: hits.length - kept.length }
}
