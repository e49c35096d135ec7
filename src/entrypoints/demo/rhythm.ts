const minute = 60_000
/** Once in so long the acquirer that the payments go through is slow. */
const every = 9 * minute
const lasts = 110_000
const ramp = 25_000

/** From 0 (all is well) to 1, at a time in epoch milliseconds: the same for everyone who looks at a clock. */
export function trouble(t: number): number {
  const since = t % every
  if (since > lasts + ramp) return 0
  return Math.max(0, Math.min(1, since / ramp, (lasts + ramp - since) / ramp))
}

/** Events a second that the shop makes, about 60, in slow waves and a quick one. */
export function eventsPerSecond(t: number): number {
  const waves = 1 + 0.16 * Math.sin(t / 97_000) + 0.07 * Math.sin(t / 31_000) + 0.05 * Math.sin(t / 4_300)
  return 60 * waves * (1 - 0.18 * trouble(t))
}
