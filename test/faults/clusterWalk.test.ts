import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { ClusterLane } from '../support/faults/clusterLane.js'
import { open } from '../support/faults/gate.js'
import { killAt } from '../support/faults/killAt.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { putEvents } from '../support/send.js'
import { TestClient } from '../support/testClient.js'

const lanes: ClusterLane[] = []
beforeAll(async () => {
  const index = await openSearchUrl()
  lanes.push(...(await Promise.all(Array.from({ length: 4 }, () => ClusterLane.start(index)))))
})
afterAll(async () => {
  await Promise.all(lanes.map((lane) => lane.stop()))
})

/** One new document and one update, taken, ingested and broadcast by a node that ends at its n-th step. */
async function run(
  lane: ClusterLane,
  n: number,
): Promise<{ readonly reached: boolean; readonly steps: readonly string[] }> {
  const { victim, other } = lane
  const service = `walk-${randomUUID()}`
  const at = Date.now()
  const base = { eventId: `${service}-a`, service, eventType: 'walked', '@timestamp': at, level: 'info' }
  const details = [
    { ...base, version: 2, level: 'warn' },
    { ...base, eventId: `${service}-b`, '@timestamp': at + 1 },
  ]
  const wanted = details.map((detail) => `${detail.eventId} v${'version' in detail ? detail.version : 1}`).sort()
  const live = await lane.view(`service:${service}`)
  await putEvents(`${other.url}/`, [base])
  await eventually('the first version', () => live.getSnapshot().hits.length === 1)
  await eventually('nothing waits', async () => (await lane.waiting()) === 0)
  const { verifiedAt } = live.getSnapshot()
  const told: string[] = []
  live.onChange(({ added, changed }) => {
    told.push(...[...added, ...changed.map(({ after }) => after)].map((hit) => `${hit.eventId} v${hit.version}`))
  })

  // Only the victim takes what comes now, so that it is the one who makes every step.
  await other.redis.hold('xreadgroup')
  const watched = killAt(n, () => victim.process.kill())
  victim.redis.gate = watched
  victim.index.gate = watched
  const sent = await putEvents(`${victim.url}/`, details).then(
    () => true,
    () => false,
  )
  const balanced = () => watched.steps.filter((step) => step.startsWith('before')).length * 2
  await eventually('it ends, or all is done', async () => {
    return watched.reached || ((await lane.waiting()) === 0 && watched.steps.length >= balanced())
  })
  victim.redis.gate = open
  victim.index.gate = open
  other.redis.release()
  // A producer who got no answer sends again.
  if (!sent) await putEvents(`${other.url}/`, details)
  const restarted = watched.reached ? victim.restart() : undefined

  await eventually(`both are told (step ${n}: ${watched.steps.at(-1)})`, () =>
    wanted.every((one) => told.includes(one)),
  )
  await restarted
  await eventually('nothing waits', async () => (await lane.waiting()) === 0)
  expect([...told].sort(), `each once (step ${n}: ${watched.steps.at(-1)})`).toEqual(wanted)
  const view = live.getSnapshot()
  expect(view.verifiedAt, 'told live, and not found by asking again').toBe(verifiedAt)
  const asking = await TestClient.open(other.ws)
  const { parts } = await asking.subscribe({ channel: `service:${service}` })
  await asking.close()
  expect(view.hits).toEqual(parts.flatMap((part) => part.hits))
  expect(view.total).toBe(2)
  live.close()
  return { reached: watched.reached, steps: watched.steps }
}

it('a node may end between any two steps of ingest and broadcast: the other one delivers, once in the view', async () => {
  let next = 1
  let through: readonly string[] | undefined
  const killed: string[] = []
  await Promise.all(
    lanes.map(async (lane) => {
      while (through === undefined) {
        const { reached, steps } = await run(lane, next++)
        if (!reached) through = steps
        else killed.push(steps.at(-1) ?? '')
      }
    }),
  )
  console.log(`${killed.length} kills; steps of a run without one: ${through?.join(', ')}`)
  for (const step of ['publish', 'POST _bulk', 'settle', 'tell']) {
    expect(
      killed.some((one) => one.startsWith('before') && one.endsWith(step)),
      `before ${step}`,
    ).toBe(true)
    expect(
      killed.some((one) => one.startsWith('after') && one.endsWith(step)),
      `after ${step}`,
    ).toBe(true)
  }
  expect(killed.length).toBeGreaterThanOrEqual((through?.length ?? 0) - 2)
})
