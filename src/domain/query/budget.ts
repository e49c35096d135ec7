import type { Schema } from '../fields.js'
import { refuse } from '../refusal.js'
import { whereLimits } from './where.js'

/** What is left of a `where`'s limits. Shared by all of its parts, counted down. */
export interface Budget {
  nodes: number
  terms: number
}

/** Where the reader stands. */
export interface Place {
  readonly schema: Schema
  readonly path: string
  /** How many `and`, `or` and `not` are around. */
  readonly depth: number
  readonly budget: Budget
}

type Refused = ReturnType<typeof refuse>

export function badQuery(path: string, message: string): Refused {
  return refuse('bad_query', message, path)
}

/** Takes one node from the budget; a refusal when none is left. */
export function spend(place: Place): Refused | undefined {
  if (place.budget.nodes === 0) return badQuery(place.path, `a condition may have ${whereLimits.nodes} nodes`)
  place.budget.nodes--
  return undefined
}

/** Takes terms of a `match`, or dates that a field shall equal, from the budget; a refusal when they are too many. */
export function spendTerms(place: Place, terms: number): Refused | undefined {
  if (place.budget.terms < terms) {
    return badQuery(place.path, `all match and all equal dates together may have ${whereLimits.terms} terms`)
  }
  place.budget.terms -= terms
  return undefined
}
