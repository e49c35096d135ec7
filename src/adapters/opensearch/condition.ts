import type { Types } from '@opensearch-project/opensearch'
import type { FieldType, Schema } from '../../domain/fields.js'
import { boundsFit } from '../../domain/query/range.js'
import type { Where } from '../../domain/query/where.js'
import { wholeField } from './mapping.js'
import { startingWith } from './prefix.js'

export type Condition = Types.Common_QueryDsl.QueryContainer

const none: Condition = { match_none: {} }

/** A condition as the index is asked it. It admits what `compileWhere` admits; it ranks nothing. */
export function conditionOf(where: Where, schema: Schema): Condition {
  switch (where.op) {
    case 'all':
      return { match_all: {} }
    case 'none':
      return none
    case 'and':
      return { bool: { filter: where.of.map((branch) => conditionOf(branch, schema)) } }
    case 'or':
      return { bool: { should: where.of.map((branch) => conditionOf(branch, schema)), minimum_should_match: 1 } }
    case 'not':
      return { bool: { must_not: [conditionOf(where.of, schema)] } }
  }
  const type = schema.fields.get(where.field)
  // A stored query may be older than the schema: a field that is declared no longer counts as missing.
  return type === undefined ? none : onField(where, type)
}

type Leaf = Exclude<Where, { op: 'all' | 'none' | 'and' | 'or' | 'not' }>

function onField(leaf: Leaf, type: FieldType): Condition {
  const whole = wholeField(leaf.field, type)
  switch (leaf.op) {
    case 'in': {
      // The server would make a number into a keyword.
      const values = leaf.values.filter((value) => typeof value === jsonTypes[type])
      return values.length === 0 ? none : { terms: named(whole, values) }
    }
    case 'range': {
      const { op, field, ...bounds } = leaf
      return boundsFit(leaf, type) ? { range: named(field, bounds as Types.Common_QueryDsl.RangeQuery) } : none
    }
    case 'prefix':
      return type === 'keyword' ? startingWith(whole, leaf.value) : none
    case 'exists':
      return { exists: { field: leaf.field } }
    case 'match':
      // The terms are analysed already; each has to be there.
      if (type !== 'text') return none
      return { bool: { filter: leaf.terms.map((value) => ({ term: named(leaf.field, { value }) })) } }
  }
}

const jsonTypes: Readonly<Record<FieldType, string>> = {
  keyword: 'string',
  text: 'string',
  date: 'string',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
}

/** fromEntries makes an own property, whatever the name. */
function named<T>(field: string, value: T): Record<string, T> {
  return Object.fromEntries([[field, value]])
}
