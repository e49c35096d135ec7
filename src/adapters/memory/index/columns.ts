import type { FieldType } from '../../../domain/fields.js'
import type { Json } from '../../../domain/json.js'
import { instantOf } from './instant.js'
import { KeywordColumn } from './keywordColumn.js'
import { NumberColumn, type ReadNumber } from './numberColumn.js'
import { TextColumn } from './textColumn.js'

export type Column = NumberColumn | KeywordColumn | TextColumn

/** The column for a field. `read`: the field of a document. */
export function columnOf(type: FieldType, capacity: number, read: (doc: number) => Json | undefined): Column {
  switch (type) {
    case 'keyword':
      return new KeywordColumn(capacity)
    case 'text':
      return new TextColumn(capacity, read)
    default:
      return new NumberColumn(capacity, readers[type])
  }
}

/** How values of the types that are kept as numbers are read; undefined: not of the type. */
export const readers: { readonly [type in Exclude<FieldType, 'keyword' | 'text'>]: ReadNumber } = {
  long: readFinite,
  double: readFinite,
  boolean: (value) => (typeof value === 'boolean' ? Number(value) : undefined),
  date: (value) => {
    if (typeof value !== 'string') return undefined
    const instant = instantOf(value)
    return Number.isNaN(instant) ? undefined : instant
  },
}

function readFinite(value: Json): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
