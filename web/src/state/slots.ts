/** Bars of the charts, and how far back they go. */
export const slotMs = 5_000
export const spanMs = 600_000
/** The bars of ten minutes, and the one that is still filling. */
export const slotCount = spanMs / slotMs + 1

/** One bar: counts and a histogram, never hits, so that its size does not grow with traffic. */
export interface Slot {
  /** Start, epoch milliseconds: a multiple of `slotMs`. */
  readonly t: number
  count: number
  /** By the level as written; what names none is `count` less their sum. */
  readonly levels: Map<string, number>
  /** Latency by the bins of `domain/summary/bins`. */
  readonly bins: Map<number | null, number>
  /** Field -> value -> count, of hits told live. The past's facets have no time of their own: see `Facets`. */
  readonly facets: Map<string, Map<string, number>>
  /** Hits of the past's summary in it. */
  base: number
  /** Hits that the server did not send, by when it said so. */
  unsent: number
}

export function newSlot(t: number): Slot {
  return { t, count: 0, levels: new Map(), bins: new Map(), facets: new Map(), base: 0, unsent: 0 }
}

export const slotStart = (ms: number): number => Math.floor(ms / slotMs) * slotMs

/** Adds to a count; one that comes to nothing is taken out, so that equal contents are equal maps. */
export function bump<K>(counts: Map<K, number>, key: K, by: number): void {
  const left = (counts.get(key) ?? 0) + by
  if (left > 0) counts.set(key, left)
  else counts.delete(key)
}
