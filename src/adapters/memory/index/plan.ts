import type { Schema } from '../../../domain/fields.js'
import type { Scalar, Where } from '../../../domain/query/where.js'
import { analyze } from '../../../domain/text/analyze.js'
import { readers } from './columns.js'
import { type Condition, everything, nothing } from './condition.js'
import { allHold, fails, someHold } from './connectives.js'
import type { KeywordColumn } from './keywordColumn.js'
import { greaterThan, lessThan } from './neighbours.js'
import type { Interval, NumberColumn } from './numberColumn.js'
import type { Segment } from './segment.js'
import type { TextColumn } from './textColumn.js'

/** Makes the condition ready for a segment. */
export type Bind = (segment: Segment) => Condition

export interface Plan {
  readonly bind: Bind
  /** Columns whose words must be indexed before. */
  readonly words: ReadonlySet<number>
}

/** A query, taken apart once; then bound to one segment after the other. */
export function planOf(where: Where, schema: Schema): Plan {
  const words = new Set<number>()
  const names = [...schema.fields.keys()]
  const plan = (part: Where): Bind => {
    switch (part.op) {
      case 'all':
        return (segment) => everything(segment.size)
      case 'none':
        return () => nothing
      case 'and':
        return joined(part.of.map(plan), allHold)
      case 'or':
        return joined(part.of.map(plan), someHold)
      case 'not': {
        const inner = plan(part.of)
        return (segment) => fails(inner(segment), segment.size)
      }
    }
    const column = names.indexOf(part.field)
    switch (schema.fields.get(part.field)) {
      case undefined:
        return () => nothing
      case 'keyword':
        return onKeywords(part, column)
      case 'text':
        return onTexts(part, column, words)
      case 'boolean':
        return onNumbers(part, column, 'boolean')
      case 'date':
        return onNumbers(part, column, 'date')
      case 'long':
      case 'double':
        return onNumbers(part, column, 'double')
    }
  }
  return { bind: plan(where), words }
}

type Leaf = Exclude<Where, { op: 'all' | 'none' | 'and' | 'or' | 'not' }>

function joined(parts: readonly Bind[], join: typeof allHold): Bind {
  return (segment) =>
    join(
      parts.map((part) => part(segment)),
      segment.size,
    )
}

function onKeywords(leaf: Leaf, column: number): Bind {
  const of = (segment: Segment) => segment.columns[column] as KeywordColumn
  switch (leaf.op) {
    case 'in': {
      const values = leaf.values.filter((value) => typeof value === 'string')
      return (segment) => of(segment).among(values, segment.size)
    }
    case 'prefix':
      return (segment) => of(segment).startingWith(leaf.value, segment.size)
    case 'exists':
      return (segment) => of(segment).exists(segment.size)
    default:
      throw misfit(leaf)
  }
}

function onNumbers(leaf: Leaf, column: number, type: keyof typeof readers): Bind {
  const of = (segment: Segment) => segment.columns[column] as NumberColumn
  const read = readers[type]
  switch (leaf.op) {
    case 'in': {
      const values = leaf.values.map(read).filter((value) => value !== undefined)
      return (segment) => of(segment).among(values, segment.size)
    }
    case 'range': {
      const interval = intervalOf(leaf, read)
      return (segment) => of(segment).between(interval, segment.size)
    }
    case 'exists':
      return (segment) => of(segment).exists(segment.size)
    default:
      throw misfit(leaf)
  }
}

function onTexts(leaf: Leaf, column: number, words: Set<number>): Bind {
  const of = (segment: Segment) => segment.columns[column] as TextColumn
  switch (leaf.op) {
    case 'in': {
      words.add(column)
      const values = leaf.values.filter((value) => typeof value === 'string')
      const wanted = values.map((value) => ({ value, terms: [...new Set(analyze(value))] }))
      return (segment) => {
        const text = of(segment)
        // A text is found by its words, then compared as a whole: whole texts are in no list.
        const one = ({ value, terms }: { readonly value: string; readonly terms: readonly string[] }) =>
          allHold(
            [text.containing(terms, segment.size), text.testing((whole) => whole === value, segment.size)],
            segment.size,
          )
        return someHold(wanted.map(one), segment.size)
      }
    }
    case 'match':
      words.add(column)
      return (segment) => of(segment).containing(leaf.terms, segment.size)
    case 'exists':
      return (segment) => of(segment).exists(segment.size)
    default:
      throw misfit(leaf)
  }
}

function intervalOf(range: Extract<Where, { op: 'range' }>, read: (value: Scalar) => number | undefined): Interval {
  const bound = (value: Scalar | undefined, absent: number) => (value === undefined ? absent : (read(value) ?? NaN))
  const low = Math.max(
    bound(range.gte, -Infinity),
    range.gt === undefined ? -Infinity : greaterThan(bound(range.gt, 0)),
  )
  const high = Math.min(bound(range.lte, Infinity), range.lt === undefined ? Infinity : lessThan(bound(range.lt, 0)))
  return { low, high }
}

/** `parseWhere` lets no operator pass that does not fit its field. */
function misfit(leaf: Leaf): Error {
  return new Error(`${leaf.op} does not fit the type of field ${JSON.stringify(leaf.field)}`)
}
