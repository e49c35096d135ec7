import type { Hit } from '../../../domain/document/hit.js'
import type { Schema } from '../../../domain/fields.js'
import { type Json, own } from '../../../domain/json.js'

const always = ['eventId', 'version', '@timestamp', 'ingestedAt']

/** Columns of an export: what every document has, then the declared fields. */
export function csvColumns(schema: Schema): string[] {
  return [...new Set([...always, ...schema.fields.keys()])]
}

export function csvHeader(columns: readonly string[]): string {
  return csvLine(columns.map((name) => (always.includes(name) ? name : guarded(name))))
}

/** One document, as RFC 4180 writes it. Lists and objects are JSON; undeclared fields are left out. */
export function csvRow(hit: Hit, columns: readonly string[]): string {
  return csvLine(columns.map((name) => cell(own(hit, name))))
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return guarded(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A spreadsheet takes text that begins so for a formula, and runs it; an apostrophe makes it text (OWASP). */
function guarded(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text
}

function csvLine(cells: readonly string[]): string {
  return cells.map((text) => (/["\r\n,;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')
}
