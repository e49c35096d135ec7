import type { FieldType } from '../fields.js'
import { parseScalar } from '../query/scalar.js'
import type { Scalar } from '../query/where.js'
import type { Cursor } from './cursor.js'
import type { Fault } from './words.js'

interface Typed {
  readonly name: string
  readonly type: FieldType
  readonly start: number
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** The value that a text says for a field, from `start` to the cursor; the word is added in its colour. */
export function typed(
  cursor: Cursor,
  field: Typed,
  text: string,
  start: number,
  as: 'value' | 'bound',
): Scalar | Fault {
  const { type } = field
  const number = type === 'long' || type === 'double' || (type === 'date' && /^-?\d+$/.test(text))
  const value = number
    ? decimal.test(text)
      ? Number(text)
      : undefined
    : type === 'boolean'
      ? booleans.get(text)
      : text
  const scalar = value === undefined ? undefined : parseScalar(value, type, as, '')
  if (scalar?.ok !== true) return wrong(cursor, field, text, start, as, scalar?.refusal.message)
  cursor.words.push({ start, end: cursor.at, kind: number ? 'number' : 'value' })
  return scalar.value
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

function wrong(cursor: Cursor, field: Typed, text: string, start: number, as: string, why?: string): Fault {
  const { type, name } = field
  const end = cursor.at
  // A comparison can take the place of an = only.
  const from = as === 'value' && cursor.line.charAt(start - 1) === '=' ? start - 1 : start
  if (type === 'date') {
    const whole = as === 'bound' ? `${text}T00:00:00Z` : `[${text}T00:00:00Z TO ${text}T23:59:59.999Z]`
    const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && parseScalar(`${text}T00:00:00Z`, 'date', 'value', '').ok
    return cursor.fault(
      `${text} is not a time with a zone, such as 2026-11-24T09:30:00Z.`,
      start,
      end,
      isDay ? [cursor.replaced(from, end, whole)] : [],
    )
  }
  const term = (value: string) => cursor.replaced(field.start, end, `${cursor.line.slice(field.start, from)}${value}`)
  if (type === 'boolean') return cursor.fault(`${name} is true or false.`, start, end, [term('true'), term('false')])
  if (why !== undefined) return cursor.fault(`${text} does not fit ${name}: ${why}.`, start, end)
  const holds = type === 'long' ? 'whole numbers' : 'numbers'
  const fixes = as === 'bound' ? [term('500')] : [term('>500'), term('[500 TO 1000]'), term('*')]
  return cursor.fault(`${text} is not a number, and ${name} holds ${holds}.`, start, end, fixes)
}
