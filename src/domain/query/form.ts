import type { Where } from './where.js'

/** A condition's canonical text: two conditions are equal when their texts are. Branches and `queryId` follow from it. */
export function formOf(where: Where): string {
  switch (where.op) {
    case 'all':
    case 'none':
      return where.op
    case 'and':
    case 'or':
      return `${where.op}(${where.of.map(formOf).join(',')})`
    case 'not':
      return `not(${formOf(where.of)})`
    case 'in':
      return `in${JSON.stringify([where.field, ...where.values])}`
    case 'range':
      return `range${JSON.stringify([
        where.field,
        where.gt ?? null,
        where.gte ?? null,
        where.lt ?? null,
        where.lte ?? null,
      ])}`
    case 'prefix':
      return `prefix${JSON.stringify([where.field, where.value])}`
    case 'exists':
      return `exists${JSON.stringify([where.field])}`
    case 'match':
      return `match${JSON.stringify([where.field, ...where.terms])}`
  }
}
