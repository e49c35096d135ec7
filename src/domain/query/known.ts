import type { Where } from './where.js'

/**
 * False where a stored condition has an operator of a later version: while one is rolled out, old and new share a store.
 * Such a query matches nothing here, as a whole: what is unknown inside a `not` may be somebody's rights.
 */
export function isKnown(where: Where): boolean {
  switch (where.op) {
    case 'all':
    case 'none':
    case 'in':
    case 'range':
    case 'prefix':
    case 'exists':
    case 'match':
      return true
    case 'and':
    case 'or':
      return where.of.every(isKnown)
    case 'not':
      return isKnown(where.of)
    default:
      where satisfies never
      return false
  }
}
