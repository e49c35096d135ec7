import { analyze } from '../text/analyze.js'
import type { Scalar, Where } from './where.js'

export interface Bounds {
  readonly gt?: Scalar
  readonly gte?: Scalar
  readonly lt?: Scalar
  readonly lte?: Scalar
}

/** The field has one of the values; no values, no match. Values are of the field's type, dates in canonical ISO. */
export function oneOf(field: string, values: readonly Scalar[]): Where {
  // A Set takes -0 for 0; the map turns one that stands alone into 0 too.
  const distinct = [...new Set(values.map((value) => (value === 0 ? 0 : value)))]
  if (distinct.length === 0) return { op: 'none' }
  return { op: 'in', field, values: distinct.sort(compareScalars) }
}

/** One value of the field lies between all bounds. At least one bound is given; of two on one side the tighter holds. */
export function between(field: string, bounds: Bounds): Where {
  const { gt, gte, lt, lte } = bounds
  const above = gt !== undefined && (gte === undefined || gt >= gte)
  const below = lt !== undefined && (lte === undefined || lt <= lte)
  return {
    op: 'range',
    field,
    ...(above ? { gt: positive(gt) } : gte === undefined ? {} : { gte: positive(gte) }),
    ...(below ? { lt: positive(lt) } : lte === undefined ? {} : { lte: positive(lte) }),
  }
}

/**
 * Every term of the text is in the field. A text without terms (`"--"`) matches nothing, as OpenSearch's default
 * `zero_terms_query: none` has it.
 */
export function matches(field: string, text: string): Where {
  return everyTerm(field, analyze(text))
}

/** Every one of these analysed terms is in the field. */
export function everyTerm(field: string, terms: readonly string[]): Where {
  if (terms.length === 0) return { op: 'none' }
  return { op: 'match', field, terms: [...new Set(terms)].sort(compareScalars) }
}

function positive(value: Scalar): Scalar {
  return value === 0 ? 0 : value
}

/** Values of one field are of one type. Strings go by UTF-16 units: any fixed order will do. */
function compareScalars(a: Scalar, b: Scalar): number {
  return a < b ? -1 : a > b ? 1 : 0
}
