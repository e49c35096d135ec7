import type { FieldType, Schema } from '../fields.js'
import type { Scalar, Where } from '../query/where.js'
import { analyze } from '../text/analyze.js'
import { printTerms } from '../text/printTerms.js'
import { textField } from './term.js'

/** A filter line that reads back as this condition. */
export function printFilter(where: Where, schema: Schema): string {
  if (where.op === 'all') return ''
  if (where.op === 'none') return '-*'
  return print(where, schema)
}

function print(where: Where, schema: Schema): string {
  switch (where.op) {
    case 'all':
      return '*'
    case 'none':
      return '-*'
    case 'and':
      return where.of.map((part) => enclosed(part, schema, part.op === 'or')).join(' ')
    case 'or':
      return where.of.map((branch) => enclosed(branch, schema, branch.op === 'and')).join(' OR ')
    case 'not':
      return `-${enclosed(where.of, schema, where.of.op === 'and' || where.of.op === 'or')}`
    case 'match':
      return printMatch(where.field, where.terms, schema)
    default:
      return `${printName(where.field)}:${printCondition(where, schema.fields.get(where.field))}`
  }
}

function enclosed(where: Where, schema: Schema, brackets: boolean): string {
  return brackets ? `(${print(where, schema)})` : print(where, schema)
}

function printMatch(field: string, terms: readonly string[], schema: Schema): string {
  const text = printTerms(terms)
  const plain = /^[\p{L}\p{N}_][\p{L}\p{N}_.'’]*$/u.test(text) && isBare(text) && analyze(text).length === 1
  const words = plain ? text : JSON.stringify(text)
  return field === textField(schema) ? words : `${printName(field)}:${words}`
}

function printCondition(
  where: Extract<Where, { op: 'in' | 'range' | 'prefix' | 'exists' }>,
  type: FieldType | undefined,
): string {
  switch (where.op) {
    case 'exists':
      return '*'
    case 'prefix':
      return `${where.value === '' ? '""' : printValue(where.value)}*`
    case 'in': {
      // Words of a text are looked for; its whole is asked for with =.
      const values = where.values.map((value) => `${type === 'text' ? '=' : ''}${printValue(value)}`)
      return values.length === 1 ? (values[0] as string) : `(${values.join(' OR ')})`
    }
    case 'range':
      return printRange(where)
  }
}

function printRange({ gt, gte, lt, lte }: Extract<Where, { op: 'range' }>): string {
  const lower = gt ?? gte
  const upper = lt ?? lte
  if (lower === undefined) return `${lt === undefined ? '<=' : '<'}${printValue(upper as Scalar)}`
  if (upper === undefined) return `${gt === undefined ? '>=' : '>'}${printValue(lower)}`
  return `${gt === undefined ? '[' : '{'}${printValue(lower)} TO ${printValue(upper)}${lt === undefined ? ']' : '}'}`
}

function printValue(value: Scalar): string {
  return typeof value !== 'string' || isBare(value) ? String(value) : JSON.stringify(value)
}

function printName(field: string): string {
  return /^[\p{L}\p{N}_@][\p{L}\p{N}_@.-]*$/u.test(field) ? field : JSON.stringify(field)
}

/** True for what is read as itself without quotes, after a colon and in a list. */
function isBare(text: string): boolean {
  return /^[^\s"()*<>=[\]{}\p{C}!-][^\s"()*\p{C}]*$/u.test(text) && !/^(?:AND|OR|NOT|TO)$/.test(text)
}
