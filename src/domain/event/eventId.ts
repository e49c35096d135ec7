import { isWellFormed } from '../text/surrogates.js'
import { utf8Length } from '../wire/utf8.js'

const most = 512

/** The event's id as a string: 1 to 512 bytes without lone surrogates, or an integer; else undefined. */
export function parseEventId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value + 0) : undefined
  if (typeof value !== 'string' || value.length === 0 || value.length > most) return undefined
  return isWellFormed(value) && utf8Length(value) <= most ? value : undefined
}
