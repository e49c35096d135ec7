/**
 * How many hits of one live query may be sent, a second on average: a bucket that refills with time and holds one
 * second's worth. Pure: the time is given.
 */
export interface Allowance {
  readonly perSecond: number
  readonly left: number
  /** Epoch milliseconds. */
  readonly at: number
}

export function fullAllowance(perSecond: number, now: number): Allowance {
  return { perSecond, left: perSecond, at: now }
}

/** The share (0 to 1) of `wanted` hits that fits now, and the allowance after sending it. */
export function spend(
  allowance: Allowance,
  wanted: number,
  now: number,
): { readonly share: number; readonly after: Allowance } {
  const refill = (Math.max(0, now - allowance.at) / 1000) * allowance.perSecond
  const left = Math.min(allowance.perSecond, allowance.left + refill)
  const share = wanted <= left ? 1 : left / wanted
  return { share, after: { ...allowance, left: Math.max(0, left - wanted * share), at: Math.max(now, allowance.at) } }
}
