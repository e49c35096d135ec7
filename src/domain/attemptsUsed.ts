import type { Refusal } from './refusal.js'

/** Words of a fault may quote what was sent. */
const longest = 300

/** Why a bus gives an item up: it failed at every attempt, and this is what was said of the last one (undefined: nobody knows). */
export function attemptsUsed(last: unknown): Refusal {
  const said = last instanceof Error ? last.message : typeof last === 'string' ? last : ''
  const why = said === '' ? '' : `; at last: ${said.slice(0, longest)}`
  return { code: 'attempts_used', message: `it failed at every attempt${why}` }
}
