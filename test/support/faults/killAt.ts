import type { Gate, Step } from './gate.js'
import { numbered } from './portCalls.js'

/** Polls and signs of life: a process makes them however little there is to do, so they are steps only if they found something. */
const polls = new Set(['xreadgroup', 'takeOver', 'claim'])
const noise =
  /^(beat|ping|time|info|hello|client|auth|select|command|subscribe|config|xgroup|xpending|xinfo|xlen|GET _cluster|GET \/|HEAD .*)$/

export interface Watched extends Gate {
  /** What was done since, by label, each once for its request and once for its answer: `after redis publish deltas (2)`. */
  readonly steps: readonly string[]
  readonly reached: boolean
}

/**
 * Ends a process at its n-th step, from 1, or at the step of a label: steps are the requests that it sends (it ends before the request is forwarded)
 * and their answers (it ends after the request was carried out, before it has the answer). A step that is not
 * reached: only watches.
 */
export function killAt(at: number | string | undefined, kill: () => unknown): Watched {
  const steps: string[] = []
  const label = numbered()
  let reached = false
  const step = (phase: 'before' | 'after', { backend, name, topic, empty }: Step): boolean => {
    if (reached) return false
    if (noise.test(name)) return true
    if (polls.has(name) && (phase === 'before' || empty === true)) return true
    const made = label([phase, backend, name, ...(topic === undefined ? [] : [topic])].join(' '))
    steps.push(made)
    if (steps.length !== at && made !== at) return true
    reached = true
    kill()
    return false
  }
  return {
    steps,
    get reached() {
      return reached
    },
    before: (one) => step('before', one),
    after: (one) => step('after', one),
  }
}
