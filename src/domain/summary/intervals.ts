import { ok, type Result, refuse } from '../refusal.js'

const units: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

const dayMs = 86_400_000

/** Reads an interval such as `5s`, `15m`, `6h`, `1d` into milliseconds: `1s` to `1d`, whole numbers. */
export function parseInterval(text: unknown): Result<number> {
  const parts = typeof text === 'string' ? /^([1-9]\d{0,4})([smhd])$/.exec(text) : null
  const ms = parts === null ? Number.NaN : Number(parts[1]) * (units.get(parts[2] as string) as number)
  if (ms >= 1000 && ms <= dayMs) return ok(ms)
  return refuse('bad_request', 'an interval is a whole number of s, m, h or d, from 1s to 1d, such as 30s', 'interval')
}

/** Start of the bucket that holds a time: buckets start at multiples of the interval since the epoch, UTC. */
export function bucketStart(ms: number, intervalMs: number): number {
  return Math.floor(ms / intervalMs) * intervalMs
}
