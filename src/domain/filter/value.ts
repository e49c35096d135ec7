import type { FieldType } from '../fields.js'
import { between, matches, oneOf } from '../query/conditions.js'
import type { Where } from '../query/where.js'
import { type Cursor, isFault } from './cursor.js'
import { luceneSign } from './luceneSign.js'
import { parseRange } from './range.js'
import { typed } from './typed.js'
import type { Fault } from './words.js'

export interface Field {
  readonly name: string
  readonly type: FieldType
  /** The column of its name. */
  readonly start: number
}

const bounds: ReadonlyMap<string, 'gt' | 'gte' | 'lt' | 'lte'> = new Map([
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['>', 'gt'],
  ['<', 'lt'],
])

/** What is asked of a field, after its colon or inside `field:( … )`. */
export function parseValue(cursor: Cursor, field: Field): Where | Fault {
  const from = cursor.words.length
  const where = parseCondition(cursor, field)
  if (!isFault(where)) cursor.mark(from, field.name, where)
  return where
}

function parseCondition(cursor: Cursor, field: Field): Where | Fault {
  if (cursor.atEnd) return missing(cursor, field)
  if (cursor.peek() === '[' || cursor.peek() === '{') return parseRange(cursor, field)
  const operator = /^(?:[<>]=?|=)/.exec(cursor.line.slice(cursor.at, cursor.at + 2))?.[0]
  if (operator !== undefined) return parseComparison(cursor, field, operator)
  if (cursor.peek() === '"') {
    const quoted = cursor.quoted()
    if (isFault(quoted)) return quoted
    if (cursor.peek() === '*') return prefix(cursor, field, quoted.value, quoted.start)
    return equalTo(cursor, field, quoted.value, quoted.start)
  }
  const start = cursor.at
  cursor.at = cursor.endOfWord()
  const word = cursor.line.slice(start, cursor.at)
  if (word === '*') {
    cursor.words.push({ start, end: cursor.at, kind: 'operator' })
    return { op: 'exists', field: field.name }
  }
  const star = word.indexOf('*')
  const sign = field.type === 'text' ? luceneSign(cursor, word, start, cursor.at) : undefined
  if (sign !== undefined) return sign
  if (star < 0) return equalTo(cursor, field, word, start)
  if (star < word.length - 1) {
    const quoted = cursor.replaced(start, cursor.at, JSON.stringify(word))
    return cursor.fault('A * stands at the end only, for a beginning.', start, cursor.at, [quoted])
  }
  cursor.at--
  return prefix(cursor, field, word.slice(0, -1), start)
}

/** An equality; of a text, words to look for. The cursor stands after the value. */
function equalTo(cursor: Cursor, field: Field, text: string, start: number): Where | Fault {
  if (field.type !== 'text') {
    const value = typed(cursor, field, text, start, 'value')
    return typeof value === 'object' ? value : oneOf(field.name, [value])
  }
  const where = matches(field.name, text)
  if (where.op === 'none') return cursor.fault('There is no word in this to look for.', start, cursor.at)
  cursor.words.push({ start, end: cursor.at, kind: 'text' })
  return where
}

function prefix(cursor: Cursor, field: Field, beginning: string, start: number): Where | Fault {
  const { name, type } = field
  const end = cursor.at + 1
  if (type !== 'keyword') {
    cursor.at = end
    const fixes = [cursor.replaced(start, end, beginning === '' ? '*' : cursor.line.slice(start, end - 1))]
    return cursor.fault(`A beginning is for keywords, and ${name} is a ${type}.`, start, end, fixes)
  }
  const value = typed(cursor, field, beginning, start, 'value')
  if (typeof value === 'object') return value
  cursor.take(1, 'operator')
  return { op: 'prefix', field: name, value: value as string }
}

function parseComparison(cursor: Cursor, field: Field, operator: string): Where | Fault {
  const sign = cursor.at
  const bound = bounds.get(operator)
  const end = sign + operator.length
  if (bound !== undefined && field.type !== 'long' && field.type !== 'double' && field.type !== 'date') {
    cursor.at = end
    cursor.at = Math.max(end, cursor.endOfWord())
    const quoted = cursor.replaced(sign, cursor.at, JSON.stringify(cursor.line.slice(sign, cursor.at)))
    const message = `${field.name} is a ${field.type}: it can't be compared with ${operator}`
    return cursor.fault(message, sign, cursor.at, [quoted])
  }
  cursor.take(operator.length, 'operator')
  if (cursor.atEnd) return missing(cursor, field, operator)
  const start = cursor.at
  let text: string
  if (cursor.peek() === '"') {
    const quoted = cursor.quoted()
    if (isFault(quoted)) return quoted
    text = quoted.value
  } else {
    cursor.at = cursor.endOfWord()
    text = cursor.line.slice(start, cursor.at)
  }
  const value = typed(cursor, field, text, start, bound === undefined ? 'value' : 'bound')
  if (typeof value === 'object') return value
  return bound === undefined ? oneOf(field.name, [value]) : between(field.name, { [bound]: value })
}

function missing(cursor: Cursor, field: Field, operator = ''): Fault {
  const end = cursor.at
  const said = cursor.line.slice(field.start, end)
  const rest = cursor.line.slice(end)
  // Most often a space was put between.
  const joined = rest.trimStart()
  const fixes = joined !== '' && joined !== rest ? [cursor.line.slice(0, end) + joined] : []
  if (operator === '') fixes.push(cursor.replaced(field.start, end, `${said}*`))
  return cursor.fault(`A value is missing after ${said}`, field.start, end, fixes)
}
