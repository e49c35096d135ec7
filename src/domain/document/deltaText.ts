import { utf8Length } from '../wire/utf8.js'
import type { Delta } from './hit.js'

/** Most bytes of a delta that travels whole: below what any bus takes, with its envelope. */
export const deltaBytes = 204_800

/** A delta as JSON. One of more than `mostBytes` goes by reference: whoever tells it reads the document. */
export function deltaText(delta: Delta, mostBytes: number): string {
  const whole = JSON.stringify(delta)
  // A UTF-16 unit is at most three bytes: most deltas need no count.
  if (whole.length * 3 <= mostBytes || utf8Length(whole) <= mostBytes) return whole
  return JSON.stringify(byReference(delta))
}

function byReference(delta: Delta): Delta {
  return 'now' in delta ? { key: delta.key, byReference: true, ingestedAt: delta.now.ingestedAt } : delta
}
