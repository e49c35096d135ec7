import type { Hit } from '../../../src/domain/document/hit.js'
import type { Schema } from '../../../src/domain/fields.js'
import { type Json, own } from '../../../src/domain/json.js'
import type { Scalar } from '../../../src/domain/query/where.js'

export interface Line {
  readonly field: string
  readonly value: Json
  /** What a filter can ask for: one value of a keyword, number or boolean. */
  readonly filter: Scalar | undefined
}

/** A document line by line: declared fields in the order of their declaration, then what is only stored. */
export function documentLines(hit: Hit, schema: Schema): { searchable: Line[]; stored: Line[] } {
  const searchable: Line[] = []
  for (const [field, type] of schema.fields) {
    const value = own(hit, field)
    if (value === undefined) continue
    const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    const filter = isScalar && type !== 'text' && type !== 'date' ? value : undefined
    searchable.push({ field, value, filter })
  }
  const late = (field: string) => (['eventId', 'version', 'ingestedAt'].includes(field) ? 1 : 0)
  const stored = Object.keys(hit)
    .filter((field) => !schema.fields.has(field) && field !== 'truncated')
    .sort((a, b) => late(a) - late(b))
    .map((field) => ({ field, value: own(hit, field) ?? null, filter: undefined }))
  return { searchable, stored }
}

/** As JSON, objects and lists on lines of their own. */
export function printed(value: Json): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : JSON.stringify(value)
}

/** The document as it is copied: without the mark of what was shortened. */
export function copied(hit: Hit): string {
  return JSON.stringify(Object.fromEntries(Object.entries(hit).filter(([field]) => field !== 'truncated')), null, 2)
}
