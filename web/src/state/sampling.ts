/** What the server left out of late: counts by second, and since when. */
export interface Sampling {
  /** Epoch ms of the first drop of the present stretch. */
  readonly since: number
  readonly last: number
  readonly drops: readonly (readonly [at: number, count: number])[]
}

const windowMs = 10_000

export const notSampling: Sampling = { since: 0, last: Number.NEGATIVE_INFINITY, drops: [] }

/** Takes note of `count` hits that were left out. A stretch ends when ten seconds pass without one. */
export function dropped(sampling: Sampling, count: number, now: number): Sampling {
  if (count <= 0) return sampling
  const drops = [...sampling.drops.filter(([at]) => at > now - windowMs), [now, count] as const]
  return { since: isSampling(sampling, now) ? sampling.since : now, last: now, drops }
}

export function isSampling(sampling: Sampling, now: number): boolean {
  return now - sampling.last < windowMs
}

/** Hits not sent in the last ten seconds. */
export function unsentLately(sampling: Sampling, now: number): number {
  return sampling.drops.reduce((sum, [at, count]) => (at > now - windowMs ? sum + count : sum), 0)
}
