import { everyTerm } from './conditions.js'
import { formOf } from './form.js'
import type { Where } from './where.js'

const all: Where = { op: 'all' }
const none: Where = { op: 'none' }

/** All of the conditions hold. Canonical, given canonical ones. */
export function allOf(...conditions: readonly Where[]): Where {
  const branches = flat('and', conditions)
  if (branches.some((branch) => branch.op === 'none')) return none
  return joined('and', mergeMatches(branches.filter((branch) => branch.op !== 'all'))) ?? all
}

/** At least one of the conditions holds. Canonical, given canonical ones. */
export function anyOf(...conditions: readonly Where[]): Where {
  const branches = flat('or', conditions)
  if (branches.some((branch) => branch.op === 'all')) return all
  return (
    joined(
      'or',
      branches.filter((branch) => branch.op !== 'none'),
    ) ?? none
  )
}

/** The condition does not hold. Canonical, given a canonical one. */
export function negate(condition: Where): Where {
  if (condition.op === 'all') return none
  if (condition.op === 'none') return all
  return condition.op === 'not' ? condition.of : { op: 'not', of: condition }
}

function flat(op: 'and' | 'or', conditions: readonly Where[]): Where[] {
  return conditions.flatMap((condition) => (condition.op === op ? condition.of : [condition]))
}

function joined(op: 'and' | 'or', branches: readonly Where[]): Where | undefined {
  const byForm = new Map(branches.map((branch) => [formOf(branch), branch]))
  if (byForm.size < 2) return branches[0]
  const sorted = [...byForm].sort(([a], [b]) => (a < b ? -1 : 1))
  return { op, of: sorted.map(([, branch]) => branch) }
}

/** Two matches on one field ask for the terms of both, wherever in the field they stand. */
function mergeMatches(branches: readonly Where[]): Where[] {
  const terms = new Map<string, string[]>()
  for (const branch of branches) {
    if (branch.op !== 'match') continue
    const known = terms.get(branch.field)
    if (known === undefined) terms.set(branch.field, [...branch.terms])
    else known.push(...branch.terms)
  }
  if (terms.size === 0) return [...branches]
  const merged = [...terms].map(([field, of]) => everyTerm(field, of))
  return [...branches.filter((branch) => branch.op !== 'match'), ...merged]
}
