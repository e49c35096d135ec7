import type { Gate, Step } from './gate.js'

/** Polls and signs of life: a process makes them however little there is to do, so they are steps only if they found something. */
const polls = new Set(['xreadgroup', 'takeOver', 'claim'])
const noise =
  /^(beat|ping|time|info|hello|client|auth|select|command|subscribe|config|xgroup|xpending|xinfo|xlen|GET _cluster|GET \/|HEAD .*)$/

export interface Watched extends Gate {
  /** What was done since, by name, each once for its request and once for its answer. */
  readonly steps: readonly string[]
  readonly reached: boolean
}

/**
 * Ends a process at its n-th step, from 1: steps are the requests that it sends (it ends before the request is forwarded)
 * and their answers (it ends after the request was carried out, before it has the answer). A number that is not reached:
 * only watches.
 */
export function killAt(n: number, kill: () => unknown): Watched {
  const steps: string[] = []
  let reached = false
  const step = (phase: 'before' | 'after', { backend, name, empty }: Step): boolean => {
    if (reached) return false
    if (noise.test(name)) return true
    if (polls.has(name) && (phase === 'before' || empty === true)) return true
    steps.push(`${phase} ${backend} ${name}`)
    if (steps.length !== n) return true
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
