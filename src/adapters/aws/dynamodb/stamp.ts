import type { Stamp } from '../../../ports/subscriptionStore.js'

/** What a reader of a channel knows. */
export interface Known {
  /** Epoch milliseconds of when all of its queries were read. */
  readonly allAt: number
  /** The number of the latest filing in each of its places; 0 where there is none. */
  readonly counts: readonly number[]
}

export function stampOf({ allAt, counts }: Known): Stamp {
  return `${allAt}:${counts.join('.')}`
}

/** Undefined where the stamp is not of so many places. */
export function knownBy(stamp: Stamp | undefined, places: number): Known | undefined {
  const [allAt, counts] = (stamp ?? '').split(':')
  const known = { allAt: Number(allAt), counts: (counts ?? '').split('.').map(Number) }
  const whole = [known.allAt, ...known.counts].every(Number.isSafeInteger)
  return whole && counts !== undefined && known.counts.length === places ? known : undefined
}
