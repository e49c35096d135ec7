import type { Schema } from '../fields.js'
import { matches } from '../query/conditions.js'
import type { Where } from '../query/where.js'
import { type Cursor, isFault, type Quoted } from './cursor.js'
import { luceneSign } from './luceneSign.js'
import { nearest } from './nearest.js'
import { type Field, parseValue } from './value.js'
import type { Fault } from './words.js'

/** One term of a line: `field:…`, or words to look for in the text field. */
export function parseTerm(cursor: Cursor, schema: Schema, group: (field: Field) => Where | Fault): Where | Fault {
  const start = cursor.at
  if (cursor.peek() === '"') {
    const quoted = cursor.quoted()
    if (isFault(quoted)) return quoted
    return cursor.peek() === ':' ? parseField(cursor, schema, quoted, group) : parseText(cursor, schema, quoted)
  }
  const end = cursor.endOfWord()
  const word = cursor.line.slice(start, end)
  if (word === '') return nothing(cursor)
  const colon = word.indexOf(':')
  if (colon >= 0 && !word.startsWith('!')) {
    cursor.at = start + colon
    return parseField(cursor, schema, { value: word.slice(0, colon), start, end: cursor.at }, group)
  }
  cursor.at = end
  const odd = oddWord(cursor, word, start, end)
  if (odd !== undefined) return odd
  if (word !== '*') return parseText(cursor, schema, { value: word, start, end })
  cursor.words.push({ start, end, kind: 'operator' })
  return { op: 'all' }
}

function nothing(cursor: Cursor): Fault {
  const { at, line } = cursor
  const without = line.slice(0, at).replace(/(?:^|\s+)(?:AND|OR|NOT)\s*$/, '')
  const fixes = without.length < at && without.trim() !== '' ? [without + line.slice(at)] : []
  const message = at < line.length ? `A condition is missing before ${cursor.peek()}` : 'A condition is missing here.'
  return cursor.fault(message, at, at + 1, fixes)
}

/** Signs of other query languages, which would be read as no words at all, as other words, or as the contrary of what was meant. */
function oddWord(cursor: Cursor, word: string, start: number, end: number): Fault | undefined {
  const fix = (by: string) => [cursor.replaced(start, end, by)]
  if (word === '&&') return cursor.fault('AND is written as a space.', start, end, fix('AND'))
  if (word === '||') return cursor.fault('OR is written in letters.', start, end, fix('OR'))
  if (word.startsWith('!')) return cursor.fault('NOT is written as - or NOT.', start, end, fix(`-${word.slice(1)}`))
  const sign = luceneSign(cursor, word, start, end)
  if (sign !== undefined) return sign
  if (word === '*' || !word.includes('*')) return undefined
  return cursor.fault('Words are looked for whole, without *.', start, end, fix(word.replaceAll('*', '')))
}

function parseText(cursor: Cursor, schema: Schema, text: Quoted): Where | Fault {
  const field = textField(schema)
  if (field === undefined) return cursor.fault('No field holds text: write field:value.', text.start, text.end)
  const where = matches(field, text.value)
  if (where.op === 'none') return cursor.fault('There is no word in this to look for.', text.start, text.end)
  const from = cursor.words.push({ start: text.start, end: text.end, kind: 'text' }) - 1
  cursor.mark(from, field, where)
  return where
}

/** The field in which bare words are looked for: `message`, or else the first text. */
export function textField(schema: Schema): string | undefined {
  if (schema.fields.get('message') === 'text') return 'message'
  return [...schema.fields].find(([, type]) => type === 'text')?.[0]
}

function parseField(
  cursor: Cursor,
  schema: Schema,
  name: Quoted,
  group: (field: Field) => Where | Fault,
): Where | Fault {
  const type = schema.fields.get(name.value)
  if (type === undefined) return unknownField(cursor, schema, name)
  const field = { name: name.value, type, start: name.start }
  const from = cursor.words.push({ start: name.start, end: name.end, kind: 'field' }) - 1
  cursor.take(1, 'operator')
  const where = cursor.peek() === '(' ? group(field) : parseValue(cursor, field)
  cursor.mark(from, field.name)
  return where
}

function unknownField(cursor: Cursor, schema: Schema, name: Quoted): Fault {
  const { start, end } = name
  cursor.at = end
  cursor.take(1, 'operator')
  const rest = cursor.endOfWord()
  const fixes = nearest(name.value, [...schema.fields.keys()]).map((field) => cursor.replaced(start, end, field))
  if (rest > cursor.at) cursor.take(rest - cursor.at, 'value')
  if (cursor.line.charAt(start) !== '"') {
    fixes.push(cursor.replaced(start, rest, JSON.stringify(cursor.line.slice(start, rest))))
  }
  if (name.value === '') return cursor.fault('The name of a field is missing here.', start, end, fixes)
  return cursor.fault(`No searchable field is called ${name.value}.`, start, end, fixes)
}
