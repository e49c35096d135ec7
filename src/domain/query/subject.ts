import type { Hit } from '../document/hit.js'
import { type FieldType, ignoreAbove, type Schema } from '../fields.js'
import { type Json, own } from '../json.js'
import { analyze } from '../text/analyze.js'
import type { Scalar } from './where.js'

/** What a field holds, nulls and values of another type left out: one value, several, or nothing. */
export type FieldValue = Scalar | readonly Scalar[] | undefined

const noTerms: ReadonlySet<string> = new Set()

/**
 * A document as queries look at it. Each field is read, and each text analysed, once, when a query first asks; all
 * queries share it. Fields go by their slot, the place in the schema.
 */
export class Subject {
  readonly hit: Hit
  readonly #layout: Layout
  readonly #read: boolean[]
  readonly #values: FieldValue[]
  readonly #terms: (ReadonlySet<string> | undefined)[]

  constructor(hit: Hit, layout: Layout) {
    this.hit = hit
    this.#layout = layout
    this.#read = new Array(layout.names.length).fill(false)
    this.#values = new Array(layout.names.length).fill(undefined)
    this.#terms = new Array(layout.names.length).fill(undefined)
  }

  /** What equality, ranges and prefixes compare with; of a text its raw keyword. */
  value(slot: number): FieldValue {
    if (!this.#read[slot]) {
      this.#read[slot] = true
      this.#values[slot] = fieldValue(this.#json(slot), this.#layout.types[slot] as FieldType, ignoreAbove)
    }
    return this.#values[slot]
  }

  has(slot: number): boolean {
    if (this.value(slot) !== undefined) return true
    // A long text has no raw keyword, but it is there.
    return this.#layout.types[slot] === 'text' && fieldValue(this.#json(slot), 'text', Infinity) !== undefined
  }

  /** The analysed terms of a text. */
  terms(slot: number): ReadonlySet<string> {
    let terms = this.#terms[slot]
    if (terms === undefined) {
      terms = termsOf(this.#json(slot))
      this.#terms[slot] = terms
    }
    return terms
  }

  #json(slot: number): Json | undefined {
    return own(this.hit, this.#layout.names[slot] as string)
  }
}

/** Names and types of a schema's fields, by slot. */
export interface Layout {
  readonly names: readonly string[]
  readonly types: readonly FieldType[]
  readonly slots: ReadonlyMap<string, number>
}

const layouts = new WeakMap<Schema['fields'], Layout>()

export function layoutOf(schema: Schema): Layout {
  const known = layouts.get(schema.fields)
  if (known !== undefined) return known
  const names = [...schema.fields.keys()]
  const layout = { names, types: [...schema.fields.values()], slots: new Map(names.map((name, slot) => [name, slot])) }
  layouts.set(schema.fields, layout)
  return layout
}

export function subjectOf(hit: Hit, schema: Schema): Subject {
  return new Subject(hit, layoutOf(schema))
}

function fieldValue(json: Json | undefined, type: FieldType, longest: number): FieldValue {
  if (!Array.isArray(json)) return isValue(json, type, longest) ? json : undefined
  const values = (json as readonly Json[]).filter((item): item is Scalar => isValue(item, type, longest))
  return values.length > 1 ? values : values[0]
}

function isValue(json: Json | undefined, type: FieldType, longest: number): json is Scalar {
  switch (type) {
    case 'keyword':
    case 'text':
      return typeof json === 'string' && json.length <= longest
    case 'date':
      return typeof json === 'string'
    case 'long':
    case 'double':
      return typeof json === 'number'
    case 'boolean':
      return typeof json === 'boolean'
  }
}

function termsOf(json: Json | undefined): ReadonlySet<string> {
  if (typeof json === 'string') return new Set(analyze(json))
  if (!Array.isArray(json)) return noTerms
  return new Set((json as readonly Json[]).flatMap((item) => (typeof item === 'string' ? analyze(item) : [])))
}
