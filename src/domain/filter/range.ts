import type { FieldType } from '../fields.js'
import { type Bounds, between } from '../query/conditions.js'
import type { Scalar, Where } from '../query/where.js'
import { type Cursor, isFault } from './cursor.js'
import { typed } from './typed.js'
import type { Fault } from './words.js'

interface Ranged {
  readonly name: string
  readonly type: FieldType
  readonly start: number
}

/** `[500 TO 1000}`: square brackets let the bound in, curly ones keep it out, `*` is an open end. */
export function parseRange(cursor: Cursor, field: Ranged): Where | Fault {
  const start = cursor.at
  if (field.type !== 'long' && field.type !== 'double' && field.type !== 'date') {
    cursor.at = cursor.endOfWord()
    const quoted = cursor.replaced(start, cursor.at, JSON.stringify(cursor.line.slice(start, cursor.at)))
    return cursor.fault(`${field.name} is a ${field.type}: it has no ranges.`, start, cursor.at, [quoted])
  }
  const lower = cursor.peek() === '[' ? 'gte' : 'gt'
  cursor.take(1, 'bracket')
  const from = parseBound(cursor, field)
  if (isBoundFault(from)) return from
  if (!cursor.takeKeyword('TO')) return unfinished(cursor, start)
  const to = parseBound(cursor, field)
  if (isBoundFault(to)) return to
  cursor.skipSpaces()
  if (cursor.peek() !== ']' && cursor.peek() !== '}') return unfinished(cursor, start)
  const upper = cursor.peek() === ']' ? 'lte' : 'lt'
  cursor.take(1, 'bracket')
  const bounds: Bounds = {
    ...(from === undefined ? {} : { [lower]: from }),
    ...(to === undefined ? {} : { [upper]: to }),
  }
  if (from === undefined && to === undefined) return { op: 'exists', field: field.name }
  return between(field.name, bounds)
}

/** Undefined is an open end. */
function parseBound(cursor: Cursor, field: Ranged): Scalar | undefined | Fault {
  cursor.skipSpaces()
  const start = cursor.at
  if (cursor.peek() === '"') {
    const quoted = cursor.quoted()
    return isFault(quoted) ? quoted : typed(cursor, field, quoted.value, start, 'bound')
  }
  cursor.at = cursor.endOfWord('[]{}')
  const text = cursor.line.slice(start, cursor.at)
  if (text === '' || text === 'TO') {
    const fixes = cursor.at === cursor.line.length && text === '' ? [`${cursor.line.trimEnd()} *]`] : []
    return cursor.fault('A range reads [500 TO 1000], with * for an open end.', start, cursor.at, fixes)
  }
  if (text !== '*') return typed(cursor, field, text, start, 'bound')
  cursor.words.push({ start, end: cursor.at, kind: 'operator' })
  return undefined
}

function isBoundFault(bound: Scalar | undefined | Fault): bound is Fault {
  return typeof bound === 'object'
}

function unfinished(cursor: Cursor, start: number): Fault {
  const said = cursor.line.slice(start + 1, cursor.at).trim()
  const isLast = cursor.line.slice(cursor.at).trim() === ''
  const fixes: string[] = []
  if (/^\S+$/.test(said)) {
    // What follows the first bound is most often the second.
    fixes.push(
      isLast
        ? cursor.replaced(start + 1, cursor.line.length, `${said} TO *]`)
        : cursor.replaced(cursor.at, cursor.at, 'TO '),
    )
  }
  if (/^\S+ TO \S+$/.test(said)) fixes.push(cursor.replaced(cursor.at, cursor.at, ']'))
  return cursor.fault('A range reads [500 TO 1000].', start, Math.max(cursor.at, start + 1), fixes)
}
