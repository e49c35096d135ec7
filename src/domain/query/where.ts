/** A value that a field can be compared with. Dates are ISO strings in UTC with milliseconds. */
export type Scalar = string | number | boolean

/**
 * A condition in canonical form: plain JSON, safe to store. Made by `parseWhere` and `allOf` only, which keep it
 * canonical (equal meaning in the listed ways, equal form), so that its hash can serve as `queryId`.
 */
export type Where =
  | { readonly op: 'all' }
  | { readonly op: 'none' }
  | { readonly op: 'and' | 'or'; readonly of: readonly Where[] }
  | { readonly op: 'not'; readonly of: Where }
  /** The field has one of the values; equality is a list of one. On text: its raw keyword. */
  | { readonly op: 'in'; readonly field: string; readonly values: readonly Scalar[] }
  /** One value of the field lies between the bounds. Numbers, or dates as ISO strings. */
  | {
      readonly op: 'range'
      readonly field: string
      readonly gt?: Scalar
      readonly gte?: Scalar
      readonly lt?: Scalar
      readonly lte?: Scalar
    }
  | { readonly op: 'prefix'; readonly field: string; readonly value: string }
  | { readonly op: 'exists'; readonly field: string }
  /** Every term is in the field, in any order. Terms are analysed, distinct and sorted. */
  | { readonly op: 'match'; readonly field: string; readonly terms: readonly string[] }

/** Limits of a `where`: PROTOCOL, section 3. `terms`: of all `match` and all equal dates together, since OpenSearch
 * makes a clause of each, and takes 1,024. */
export const whereLimits = { depth: 8, nodes: 64, values: 256, terms: 256 } as const
