import fc from 'fast-check'
import { type Plan, planOf } from './plan.js'
import { run } from './run.js'

export interface Explored {
  readonly runs: number
  /** Runs in which something was lost: only the net oracle could look at them. */
  readonly lossy: number
  readonly failed?: { readonly invariant: string; readonly what: string; readonly run: number; readonly plan: Plan }
}

export interface ExploreOptions {
  readonly seed: number
  readonly runs: number
  /** Most commands of a run. */
  readonly commands?: number
  /** Schedules about the versions of two documents. */
  readonly focused?: boolean
  /** Look for the smallest plan that fails. */
  readonly shrinks?: boolean
  /** Only this one of the seed's schedules, counted from 1. */
  readonly run?: number
}

/** Runs schedules of a seed until one breaks an invariant. */
export async function explore({
  seed,
  runs,
  run: only,
  commands = 120,
  focused = false,
  shrinks = true,
}: ExploreOptions): Promise<Explored> {
  let lossy = 0
  let count = 0
  let last: { readonly invariant: string; readonly what: string } | undefined
  const isRight = async (plan: Plan) => {
    count++
    const ended = await run(plan)
    if (ended.lossy) lossy++
    if (ended.broken !== undefined) last = ended.broken
    return ended.broken === undefined
  }
  const details = await fc.check(fc.asyncProperty(planOf(commands, focused), isRight), {
    seed,
    numRuns: runs,
    endOnFailure: !shrinks,
    ...(only === undefined ? {} : { path: String(only - 1), numRuns: 1 }),
  })
  if (!details.failed) return { runs: count, lossy }
  const [plan] = details.counterexample ?? []
  if (plan === undefined || last === undefined) throw details.errorInstance ?? new Error('a run failed without a plan')
  return { runs: count, lossy, failed: { ...last, run: details.numRuns, plan } }
}

export { run }
