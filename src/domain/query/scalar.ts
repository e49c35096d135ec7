import { parseTime } from '../event/time.js'
import type { FieldType } from '../fields.js'
import { ok, type Result } from '../refusal.js'
import { isWellFormed } from '../text/surrogates.js'
import { badQuery } from './budget.js'
import type { Scalar } from './where.js'

/**
 * A value as a field of this type is compared with it. Dates become ISO-8601 in UTC with milliseconds. A bound of a long
 * may have a fraction, since 1.5 lies between integers; a value that a long equals may not.
 */
export function parseScalar(json: unknown, type: FieldType, as: 'value' | 'bound', path: string): Result<Scalar> {
  switch (type) {
    case 'keyword':
    case 'text':
      return parseString(json, path)
    case 'boolean':
      return typeof json === 'boolean' ? ok(json) : badQuery(path, 'true or false is expected')
    case 'double':
      return typeof json === 'number' && Number.isFinite(json) ? ok(json) : badQuery(path, 'a number is expected')
    case 'long':
      return parseLong(json, as, path)
    case 'date': {
      const time = parseTime(json)
      return time.ok ? time : badQuery(path, time.refusal.message)
    }
  }
}

/** An index is UTF-8, which has no half pairs: it would look for U+FFFD instead, or for a beginning that no value has. */
function parseString(json: unknown, path: string): Result<string> {
  if (typeof json !== 'string') return badQuery(path, 'a string is expected')
  return isWellFormed(json) ? ok(json) : badQuery(path, 'half a surrogate pair is no character')
}

function parseLong(json: unknown, as: 'value' | 'bound', path: string): Result<Scalar> {
  if (typeof json !== 'number' || !Number.isFinite(json)) return badQuery(path, 'a number is expected')
  if (Math.abs(json) > Number.MAX_SAFE_INTEGER) return badQuery(path, 'the number is beyond 2^53 - 1')
  return as === 'bound' || Number.isInteger(json) ? ok(json) : badQuery(path, 'a whole number is expected')
}
