import { type Happening, ids, type Plan, versions } from './plan.js'

type Said = readonly [Happening, number, number]

/** A plan as small as shrinking left it: every document matches, and all that is not said is off. */
function plan(commands: readonly Said[], more: Partial<Plan> = {}): Plan {
  return {
    bodies: Array.from({ length: ids.length * versions }, () => ({ matches: true, team: 'a', day: 0, minute: 0 })),
    limit: 1,
    remembers: 1,
    skews: [0, 0],
    turns: false,
    references: false,
    sampled: false,
    rights: false,
    large: false,
    brief: false,
    lossy: false,
    pace: 0,
    seed: 0,
    few: false,
    order: 'first',
    ...more,
    commands: commands.map(([what, n, m]) => ({ do: what, n, m })),
  }
}

/** Schedules that a soak found, when they broke an invariant. */
export const found = {
  'a query asked by the rights before `authorize`, whose end failed, stood on': plan(
    [
      ['authorize', 0, 1],
      ['accept', 1, 0],
      ['emit', 0, 0],
      ['events', 0, 0],
      ['emit', 0, 0],
      ['step', 0, 1],
      ['step', 0, 1],
      ['step', 0, 0],
      ['receive', 0, 0],
      ['flow', 0, 4],
      ['flow', 1, 5],
      ['step', 0, 1],
      ['fault', 0, 0],
    ],
    { rights: true },
  ),
  'the same, of a second view': plan(
    [
      ['leave', 0, 0],
      ['flow', 0, 1],
      ['flow', 0, 5],
      ['flow', 1, 0],
      ['emit', 1, 0],
      ['receive', 0, 0],
      ['emit', 0, 0],
      ['look', 0, 0],
      ['receive', 0, 0],
      ['emit', 0, 0],
      ['authorize', 0, 5],
      ['step', 3, 1],
      ['emit', 0, 0],
      ['events', 5, 0],
      ['flow', 0, 7],
      ['step', 8, 1],
      ['fault', 6, 6],
    ],
    { rights: true },
  ),
  'an `authorize` that took long put its token back in place of a later one': plan(
    [
      ['emit', 0, 0],
      ['flow', 1, 4],
      ['receive', 0, 0],
      ['authorize', 0, 5],
      ['step', 0, 1],
      ['step', 0, 1],
      ['advance', 0, 6],
      ['step', 0, 1],
      ['step', 0, 1],
      ['step', 0, 1],
      ['step', 0, 1],
      ['flow', 1, 1],
      ['step', 0, 0],
      ['flow', 0, 3],
      ['flow', 0, 0],
      ['authorize', 0, 0],
    ],
    { rights: true, order: 'last' },
  ),
  'an `authorize` that nobody waited for any more came after a later one': plan(
    [
      ['emit', 0, 0],
      ['flow', 0, 0],
      ['authorize', 0, 0],
      ['flow', 0, 0],
      ['flow', 0, 7],
      ['advance', 0, 6],
      ['flow', 0, 3],
      ['authorize', 0, 1],
      ['flow', 0, 0],
    ],
    { rights: true },
  ),
} satisfies Readonly<Record<string, Plan>>
