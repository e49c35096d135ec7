import type { FieldType } from '../fields.js'
import type { Json } from '../json.js'
import { wellFormed } from '../text/surrogates.js'
import { exactNumber } from './decimal.js'
import { parseTime } from './time.js'

/** Says of a value that it can't become the declared type without a loss. */
export const notCoercible = Symbol('not coercible')

/**
 * A value as its declared type, where nothing is lost: `"12"` -> 12. Arrays of the type stay arrays, nulls in them are
 * left out. Undefined: the field is absent (null). Of a string only half surrogate pairs are lost, which no index has.
 */
export function coerce(value: Json, type: FieldType): Json | undefined | typeof notCoercible {
  if (value === null) return undefined
  if (!Array.isArray(value)) return coerceOne(value, type)
  const out: Json[] = []
  for (const item of value as readonly Json[]) {
    if (item === null) continue
    const one = coerceOne(item, type)
    if (one === notCoercible) return notCoercible
    out.push(one)
  }
  return out
}

function coerceOne(value: Json, type: FieldType): Json | typeof notCoercible {
  switch (type) {
    case 'keyword':
    case 'text':
      if (typeof value === 'string') return wellFormed(value)
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : notCoercible
    case 'long': {
      const number = toNumber(value)
      return number !== undefined && Number.isSafeInteger(number) ? number : notCoercible
    }
    case 'double': {
      const number = toNumber(value)
      return number !== undefined && Number.isFinite(number) ? number : notCoercible
    }
    case 'boolean':
      if (typeof value === 'boolean') return value
      return value === 'true' ? true : value === 'false' ? false : notCoercible
    case 'date': {
      const time = parseTime(value)
      return time.ok ? time.value : notCoercible
    }
  }
}

function toNumber(value: Json): number | undefined {
  // + 0 turns -0 into 0: JSON prints both alike, and a range must not tell them apart.
  if (typeof value === 'number') return value + 0
  return typeof value === 'string' ? exactNumber(value) : undefined
}
