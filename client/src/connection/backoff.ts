const firstMs = 1000
const mostMs = 60_000

/** Full jitter: anything up to a bound that doubles with every attempt, so that clients never come back in step. */
export function backoffMs(attempt: number, random: () => number): number {
  return random() * Math.min(mostMs, firstMs * 2 ** attempt)
}
