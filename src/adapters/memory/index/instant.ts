const dash = 45
const dot = 46
const colon = 58
const letterT = 84
const letterZ = 90

/**
 * Epoch milliseconds of a time as documents have it, `2026-11-24T09:30:00.000Z`; NaN for anything else. Every document
 * has two times or more, and `Date.parse` takes several times as long.
 */
export function instantOf(text: string): number {
  const shaped =
    text.length === 24 &&
    text.charCodeAt(4) === dash &&
    text.charCodeAt(7) === dash &&
    text.charCodeAt(10) === letterT &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon &&
    text.charCodeAt(19) === dot &&
    text.charCodeAt(23) === letterZ
  if (!shaped) return Number.NaN
  const hours = digits(text, 11, 13)
  const minutes = digits(text, 14, 16)
  const seconds = digits(text, 17, 19)
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN
  return startOfDay(text) + ((hours * 60 + minutes) * 60 + seconds) * 1000 + digits(text, 20, 23)
}

/** A number of decimal digits; NaN if one is something else. */
function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

/** Documents come by the day: the last one is remembered. */
const last = { year: Number.NaN, month: 0, day: 0, start: 0 }

function startOfDay(text: string): number {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  if (year === last.year && month === last.month && day === last.day) return last.start
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // The 31st of a shorter month would be the next one's first.
  if (Number.isNaN(day) || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN
  Object.assign(last, { year, month, day, start: date.getTime() })
  return last.start
}

/** A time as documents have it. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
