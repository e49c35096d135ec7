import { type Broken, broken } from './oracle.js'
import type { Plan } from './plan.js'
import { Schedule } from './schedule.js'

export interface Ended {
  readonly broken: Broken | undefined
  /** Something was lost without a word: only what holds after a re-subscription was looked at. */
  readonly lossy: boolean
  readonly schedule: Schedule
}

/** One schedule, from its first command until everything is at rest. */
export async function run(plan: Plan, log?: string[]): Promise<Ended> {
  const schedule = new Schedule(plan)
  schedule.world.calls.log = log
  for (const command of plan.commands) await schedule.run(command)
  const never = { broken: { invariant: 'I12', what: 'it never comes to rest' }, schedule }
  if (!(await schedule.rest(plan.order))) return { ...never, lossy: schedule.world.lossy }
  const { world, viewers } = schedule
  const lossy = world.lossy || world.bus.deltas.dead.length > 0 || world.bus.events.dead.length > 0
  // Whom sampling told that something was left out is right from its next re-subscription, as well.
  const behind = viewers.filter(({ looking }) => lossy || looking.some(({ live }) => live.getSnapshot().dropped > 0))
  if (behind.length > 0) {
    for (const viewer of behind) await viewer.verify()
    if (!(await schedule.rest(plan.order))) return { ...never, lossy }
  }
  return { broken: await broken(schedule), lossy, schedule }
}
