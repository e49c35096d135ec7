import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf } from '../../src/domain/document/identity.js'
import { comparePositions, positionOf } from '../../src/domain/document/order.js'
import { type Plan, plan } from './model/plan.js'
import { Schedule } from './model/schedule.js'

const numRuns = Number(process.env['DELTABOARD_RUNS'] ?? 10_000)
// A run takes about 0.2 ms; a slow machine has ten times as long.
const timeout = 60_000 + 2 * numRuns

test('at rest the view is what the index answers, whatever was reordered, repeated or broken off', { timeout }, () => {
  fc.assert(fc.property(plan, convergesOn), { numRuns })
})

function convergesOn(plan: Plan): void {
  const schedule = new Schedule(plan)
  for (const command of plan.commands) {
    schedule.run(command)
    isInOrder(schedule)
  }
  expect(schedule.settle(plan.drain), 'comes to rest').toBe(true)
  if (schedule.lossy) {
    schedule.verify()
    expect(schedule.settle(plan.drain), 'comes to rest').toBe(true)
  }
  expect(schedule.query.state).toBe('live')
  expect(schedule.query.order).toEqual(schedule.server.matching().slice(0, plan.limit))
  const { heard, sealed } = schedule.query
  if (sealed) expect(heard.size).toBeLessThanOrEqual(plan.remembers)
  isInOrder(schedule)
}

/** What holds after every step. */
function isInOrder({ query, listed }: Schedule): void {
  const { order, held, limit, end } = query
  if (order.length > limit) throw new Error('more than `limit` held')
  if (order.length !== held.size) throw new Error('list and map differ')
  order.forEach((hit, i) => {
    if (held.get(keyOf(hit)) !== hit) throw new Error('list and map differ')
    const before = order[i - 1]
    if (before !== undefined && comparePositions(positionOf(before), positionOf(hit)) >= 0) throw new Error('unsorted')
    if (end !== undefined && comparePositions(positionOf(hit), end) > 0) throw new Error('held beyond the end')
  })
  if (listed.size !== held.size || [...listed].some(([key, hit]) => held.get(key) !== hit)) {
    throw new Error('the changes told do not lead to what is shown')
  }
}
