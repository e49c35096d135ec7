import type { Schema } from '../../../domain/fields.js'
import { parseFilter } from '../../../domain/filter/parseFilter.js'
import type { Json } from '../../../domain/json.js'
import { whereToJson } from '../../../domain/query/print.js'

/** A filter line as the wire's `where`, or the fault as text for a terminal: the line, a caret under the place, why. */
export function whereOf(filter: string, schema: Schema): { readonly where: Json } | { readonly fault: string } {
  const parsed = parseFilter(filter, schema)
  if (parsed.ok) return { where: whereToJson(parsed.where) }
  const { column, length, message, fixes = [] } = parsed
  // Every character that takes no place of its own would move the caret off its place.
  const before = [...filter.slice(0, column)].map((char) => (char === '\t' ? '\t' : ' ')).join('')
  const caret = `${before}${'^'.repeat(Math.max(1, [...filter.slice(column, column + length)].length))}`
  const hints = fixes.map((fix) => `  try: ${fix}`)
  return { fault: [`  ${filter}`, `  ${caret}`, `column ${column + 1}: ${message}`, ...hints].join('\n') }
}
