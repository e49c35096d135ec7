import type { Schema } from '../fields.js'
import { allOf, anyOf, negate } from '../query/combine.js'
import { oneOf } from '../query/conditions.js'
import { parseWhere } from '../query/parse.js'
import { whereToJson } from '../query/print.js'
import type { Scalar, Where } from '../query/where.js'
import { Cursor, isFault } from './cursor.js'
import { withPaths } from './paths.js'
import { parseTerm } from './term.js'
import { type Field, parseValue } from './value.js'
import type { Fault, ParsedFilter, Word } from './words.js'

/** Brackets, `-` and `NOT` inside each other. Far more than a condition may have, far less than the stack. */
const deepest = 40

const keywords = ['AND', 'OR', 'TO'] as const

/**
 * Reads a filter line, such as `service:checkout status:>=500 -level:debug "timeout upstream"`, into a canonical
 * condition (PROTOCOL, section 3). A line that can't be read has one fault, told with its column; its other words keep
 * their colours. An empty line, or `*`, is everything.
 */
export function parseFilter(line: string, schema: Schema): ParsedFilter {
  const cursor = new Cursor(line, 0)
  const where = parseLine(cursor, schema)
  if (isFault(where)) return { ok: false, ...where, words: wordsAround(where, cursor, schema) }
  return { ok: true, where, words: withPaths(cursor.words, where) }
}

function parseLine(cursor: Cursor, schema: Schema): Where | Fault {
  cursor.skipSpaces()
  if (cursor.peek() === '') return { op: 'all' }
  const where = parseOr(cursor, { schema, depth: 0 })
  if (isFault(where)) return where
  if (cursor.peek() === ')') {
    const rest = cursor.replaced(cursor.at, cursor.at + 1, '')
    return cursor.fault('This bracket closes nothing.', cursor.at, cursor.at + 1, [rest])
  }
  // The limits are those of the JSON form.
  const limited = parseWhere(whereToJson(where), schema)
  return limited.ok
    ? where
    : cursor.fault(`Too much for one filter: ${limited.refusal.message}.`, 0, cursor.line.length)
}

interface Scope {
  readonly schema: Schema
  readonly depth: number
  /** Inside `field:( … )`, where words are the field's values. */
  readonly field?: Field
}

function parseOr(cursor: Cursor, scope: Scope): Where | Fault {
  const branches: Where[] = []
  do {
    const branch = parseAnd(cursor, scope)
    if (isFault(branch)) return branch
    branches.push(branch)
  } while (cursor.takeKeyword('OR'))
  return (scope.field && listOf(scope.field.name, branches)) ?? anyOf(...branches)
}

/** `field:(a OR b)` is a list of values, not an `or`. */
function listOf(field: string, branches: readonly Where[]): Where | undefined {
  const values: Scalar[] = []
  for (const branch of branches) {
    if (branch.op !== 'in' || branch.field !== field) return undefined
    values.push(...branch.values)
  }
  return oneOf(field, values)
}

function parseAnd(cursor: Cursor, scope: Scope): Where | Fault {
  const parts: Where[] = []
  do {
    const part = parseUnary(cursor, scope)
    if (isFault(part)) return part
    parts.push(part)
    if (!cursor.atEnd) {
      const spaced = cursor.replaced(cursor.at, cursor.at, ' ')
      return cursor.fault('A space is missing here.', cursor.at, cursor.at + 1, [spaced])
    }
    cursor.skipSpaces()
  } while (cursor.takeKeyword('AND') || !(cursor.atEnd || cursor.sees('OR')))
  return allOf(...parts)
}

function parseUnary(cursor: Cursor, scope: Scope): Where | Fault {
  cursor.skipSpaces()
  const inner = { ...scope, depth: scope.depth + 1 }
  if (inner.depth > deepest) return cursor.fault('This is nested too deep.', cursor.at, cursor.at + 1)
  if (cursor.takeKeyword('NOT')) return negated(parseUnary(cursor, inner))
  if (isMinus(cursor, scope)) {
    cursor.take(1, 'operator')
    return negated(parseUnary(cursor, inner))
  }
  for (const keyword of ['AND', 'OR']) {
    if (cursor.sees(keyword)) return loneKeyword(cursor, keyword)
  }
  if (cursor.peek() === '(') return parseGroup(cursor, inner)
  if (scope.field === undefined)
    return parseTerm(cursor, scope.schema, (field) => parseGroup(cursor, { ...inner, field }))
  return parseValue(cursor, scope.field)
}

function negated(where: Where | Fault): Where | Fault {
  return isFault(where) ? where : negate(where)
}

function loneKeyword(cursor: Cursor, keyword: string): Fault {
  const end = cursor.at + keyword.length
  const without = cursor.replaced(cursor.at, end, '').replace(/ {2,}/, ' ').trim()
  const quoted = cursor.replaced(cursor.at, end, `"${keyword}"`)
  return cursor.fault(`${keyword} stands between two conditions.`, cursor.at, end, [without, quoted])
}

/** A minus before a number, among the values of a numeric field, is the number's. */
function isMinus(cursor: Cursor, { field }: Scope): boolean {
  const after = cursor.line.charAt(cursor.at + 1)
  if (cursor.peek() !== '-' || after === '' || /\s/.test(after)) return false
  return !((field?.type === 'long' || field?.type === 'double') && /[\d.]/.test(after))
}

function parseGroup(cursor: Cursor, scope: Scope): Where | Fault {
  const start = cursor.at
  cursor.take(1, 'bracket')
  cursor.skipSpaces()
  if (cursor.peek() === ')') return cursor.fault('Nothing stands in these brackets.', start, cursor.at + 1)
  if (cursor.peek() === '') return cursor.fault('This bracket is never closed.', start, start + 1)
  const where = parseOr(cursor, scope)
  if (isFault(where)) return where
  if (cursor.peek() !== ')') return unclosed(cursor, start)
  cursor.take(1, 'bracket')
  return where
}

function unclosed(cursor: Cursor, start: number): Fault {
  return cursor.fault('This bracket is never closed.', start, start + 1, [`${cursor.line})`])
}

/** The words before a fault and those after it, read as if a line began there. */
function wordsAround(fault: Fault, read: Cursor, schema: Schema): Word[] {
  const words = [...read.words]
  let at = Math.max(read.at, fault.column + fault.length)
  while (at < read.line.length) {
    const cursor = new Cursor(read.line, at)
    // What can't begin a line may well begin the rest of one.
    while (keywords.some((keyword) => cursor.takeKeyword(keyword)));
    if (cursor.peek() === ')') cursor.take(1, 'bracket')
    const rest = parseLine(cursor, schema)
    words.push(...cursor.words)
    at = Math.max(cursor.at, isFault(rest) ? rest.column + rest.length : 0, at + 1)
  }
  const end = fault.column + fault.length
  return words
    .filter((word) => word.end <= fault.column || word.start >= end)
    .map(({ start, end, kind }) => ({ start, end, kind }))
}
