/** Types that a declared field can have. A `text` is searched by words and, as a whole, by its `raw` keyword. */
export const fieldTypes = ['keyword', 'long', 'double', 'boolean', 'date', 'text'] as const
export type FieldType = (typeof fieldTypes)[number]

/** Declared fields. A Map, so that a field named `__proto__` is a name like any other. */
export type Fields = ReadonlyMap<string, FieldType>

/** What is declared about documents: makes the index, the filter checker, the access rules and the channels. */
export interface Schema {
  readonly fields: Fields
  /** Keyword fields that channels may name, most selective first. */
  readonly routable: readonly string[]
}

export const defaultSchema: Schema = {
  fields: new Map<string, FieldType>([
    ['@timestamp', 'date'],
    ['service', 'keyword'],
    ['eventType', 'keyword'],
    ['team', 'keyword'],
    ['location', 'keyword'],
    ['level', 'keyword'],
    ['status', 'long'],
    ['latencyMs', 'long'],
    ['message', 'text'],
  ]),
  routable: ['service', 'eventType', 'team', 'location'],
}

/** Keywords longer than this many UTF-16 units are kept in the document, but match nothing (OpenSearch's `ignore_above`). */
export const ignoreAbove = 8191
