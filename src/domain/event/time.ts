import { ok, type Result, refuse } from '../refusal.js'

// A zone is demanded: a time without one means another instant on each machine. Fractions beyond a millisecond are cut.
const isoTime = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s?(?:[Zz]|([+-])(\d\d):?(\d\d)?)$/
const canonical = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** Years 0000 to 9999: beyond, ISO strings would not sort as the times do. */
const earliest = Date.parse('0000-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** Reads ISO-8601 with a zone, or epoch milliseconds as a number, into ISO-8601 in UTC with milliseconds. */
export function parseTime(value: unknown): Result<string> {
  if (typeof value === 'string') {
    // Most times come as we write them; no need to take those apart.
    if (canonical.test(value)) return ok(value)
    return parseIso(value)
  }
  if (typeof value === 'number') return fromEpoch(Math.floor(value))
  return bad('is neither ISO-8601 with a zone nor epoch milliseconds')
}

function parseIso(text: string): Result<string> {
  const m = isoTime.exec(text)
  if (m === null) return bad('is not ISO-8601 with a zone, such as 2026-11-24T09:30:00.000Z')
  const [year, month, day, hour, minute, second] = [m[1], m[2], m[3], m[4], m[5], m[6] ?? '0'].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const ms = Number(`${(m[7] ?? '').slice(0, 3)}000`.slice(0, 3))
  const offset = (m[8] === '-' ? -1 : 1) * (Number(m[9] ?? 0) * 60 + Number(m[10] ?? 0))
  // A leap second, and nothing else, is the next minute's first.
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 24 || minute > 59 || second > 60)
    return bad('names a date or time that does not exist')
  if ((hour === 24 && (minute > 0 || second > 0 || ms > 0)) || Number(m[9] ?? 0) > 18 || Number(m[10] ?? 0) > 59)
    return bad('names a date or time that does not exist')
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute - offset, second, ms)
  return fromEpoch(date.getTime())
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function fromEpoch(ms: number): Result<string> {
  if (!(ms >= earliest && ms <= latest)) return bad('is not within the years 0000 to 9999')
  return ok(new Date(ms).toISOString())
}

function bad(why: string): Result<never> {
  return refuse('bad_timestamp', `the time ${why}`)
}
