import { isKnown } from './known.js'
import { boundsFit } from './range.js'
import type { Layout } from './subject.js'
import type { Scalar, Where } from './where.js'

/** Something that an event must have, or a query filed under it can't match. */
export type Anchor =
  | { readonly kind: 'value'; readonly slot: number; readonly value: Scalar }
  | { readonly kind: 'range'; readonly slot: number; readonly low: Scalar; readonly high: Scalar }
  | { readonly kind: 'prefix'; readonly slot: number; readonly prefix: string }
  | { readonly kind: 'term'; readonly slot: number; readonly term: string }
  | { readonly kind: 'there'; readonly slot: number }

/** A prefix is filed by its first units only, so that an event has few beginnings to look up. */
export const filedPrefix = 16

/** Says how many queries an anchor would be looked at with: the fewer, the better it is to be filed under. */
export type Crowd = (anchor: Anchor) => number

interface Plan {
  readonly anchors: readonly Anchor[]
  readonly crowd: number
}

/**
 * Where to file a condition: an event that matches has at least one of the anchors. Of the conditions of an `and` the
 * one with the smallest crowd is taken, so one that all queries share (their channel's) soon gives way to others; an
 * `or` needs an anchor for each branch. Undefined: any event may match. Empty: none can.
 */
export function anchorsOf(where: Where, layout: Layout, crowd: Crowd): readonly Anchor[] | undefined {
  return isKnown(where) ? plan(where, layout, crowd)?.anchors : []
}

function plan(where: Where, layout: Layout, crowd: Crowd): Plan | undefined {
  switch (where.op) {
    case 'all':
    case 'not':
      return undefined
    case 'none':
      return { anchors: [], crowd: 0 }
    case 'and':
      return where.of
        .map((branch) => plan(branch, layout, crowd))
        .reduce((best, next) => (best === undefined || (next !== undefined && next.crowd < best.crowd) ? next : best))
    case 'or': {
      const plans = where.of.map((branch) => plan(branch, layout, crowd))
      if (plans.some((found) => found === undefined)) return undefined
      return together(plans as Plan[])
    }
    default:
      return together(leafAnchors(where, layout, crowd).map((anchor) => ({ anchors: [anchor], crowd: crowd(anchor) })))
  }
}

function together(plans: readonly Plan[]): Plan {
  return { anchors: plans.flatMap((found) => found.anchors), crowd: plans.reduce((sum, found) => sum + found.crowd, 0) }
}

type Leaf = Extract<Where, { field: string }>

/** Of a field that is no longer declared nothing can match. */
function leafAnchors(leaf: Leaf, layout: Layout, crowd: Crowd): readonly Anchor[] {
  const slot = layout.slots.get(leaf.field)
  if (slot === undefined) return []
  switch (leaf.op) {
    case 'in':
      return leaf.values.map((value) => ({ kind: 'value', slot, value }))
    case 'range': {
      if (!boundsFit(leaf, layout.types[slot])) return []
      const [lowest, highest] = layout.types[slot] === 'date' ? ['', '\uffff'] : [-Infinity, Infinity]
      return [{ kind: 'range', slot, low: leaf.gt ?? leaf.gte ?? lowest, high: leaf.lt ?? leaf.lte ?? highest }]
    }
    case 'prefix':
      return [{ kind: 'prefix', slot, prefix: leaf.value.slice(0, filedPrefix) }]
    case 'exists':
      return [{ kind: 'there', slot }]
    case 'match': {
      const anchors = leaf.terms.map((term): Anchor => ({ kind: 'term', slot, term }))
      return [anchors.reduce((best, next) => (crowd(next) < crowd(best) ? next : best))]
    }
  }
}
