import type { Types } from '@opensearch-project/opensearch'
import { type FieldType, ignoreAbove, type Schema } from '../../domain/fields.js'

type Property = Types.Common_Mapping.Property
export type Mapping = Types.Common_Mapping.TypeMapping

/** The object of a document that is the project's own. No declared field starts with `_`. */
export const reserved = '_deltaboard'

/** Fields of every document, beside the declared ones. */
export const ownFields: ReadonlyMap<string, Property> = new Map<string, Property>([
  ['eventId', { type: 'keyword' }],
  ['version', { type: 'long' }],
  ['@timestamp', { type: 'date' }],
  ['ingestedAt', { type: 'date' }],
])

/** Where the bins of a numeric field are. */
export function binsField(field: string): string {
  return `${reserved}.bins.${field}`
}

/** Where a field's whole values are: of a text, its raw keyword. */
export function wholeField(field: string, type: FieldType): string {
  return type === 'text' ? `${field}.raw` : field
}

export function rootOf(name: string): string {
  const dot = name.indexOf('.')
  return dot === -1 ? name : name.slice(0, dot)
}

/** Declared fields are indexed; all others are kept in the document, and nothing more. */
export function mappingOf({ fields }: Schema): Mapping {
  const numeric = [...fields].filter(([, type]) => type === 'long' || type === 'double')
  const bins = numeric.map(([name]) => [name, { type: 'short', index: false } satisfies Property] as const)
  const declared = [...fields].map(([name, type]) => [name, propertyOf(type)] as const)
  const beside: Property = {
    type: 'object',
    dynamic: 'false',
    properties: {
      bins: { type: 'object', properties: Object.fromEntries(bins) },
      earlier: { type: 'object', enabled: false },
      rest: { type: 'object', enabled: false },
    },
  }
  return {
    dynamic: 'false',
    properties: Object.fromEntries([...declared, ...ownFields, [reserved, beside]]),
  }
}

function propertyOf(type: FieldType): Property {
  switch (type) {
    case 'keyword':
      return { type: 'keyword', ignore_above: ignoreAbove }
    case 'text':
      // Nothing is ever ranked: no norms. The default analyzer is the one that the domain has.
      return { type: 'text', norms: false, fields: { raw: { type: 'keyword', ignore_above: ignoreAbove } } }
    case 'long':
    case 'double':
      // Ingest has made numbers of what can be one: the index shall not cut fractions off.
      return { type, coerce: false }
    case 'boolean':
    case 'date':
      return { type }
  }
}
