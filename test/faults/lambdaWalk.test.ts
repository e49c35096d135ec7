import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { LambdaRig } from '../support/faults/lambdaRig.js'
import { openSearchUrl } from '../support/faults/openSearchUrl.js'
import { details, indexAnswer, ownService, patience, viewOf } from './rig.js'

let rig: LambdaRig
beforeAll(async () => {
  rig = await LambdaRig.start(await openSearchUrl(), { visibilityTimeout: 2, maxReceiveCount: 100 })
})
afterAll(() => rig?.stop())

it.each(['ingest', 'broadcast'] as const)(
  'an instance of %s may end between any two of its steps: the event is delivered, once in the view',
  async (name) => {
    const service = ownService()
    const { live } = await viewOf(rig, service)
    const told: string[] = []
    live.onChange(({ added, changed }) => {
      told.push(...[...added, ...changed.map(({ after }) => after)].map((hit) => `${hit.eventId} v${hit.version}`))
    })
    const [updated] = details(1, service)
    await rig.send([updated ?? {}])
    await eventually('the first version', () => told.length === 1, patience)
    const wanted = [...told]
    const { verifiedAt } = live.getSnapshot()
    const subject = rig.stack.functions[name]
    let kills = 0
    for (let step = 1; ; step++) {
      const failures = subject.failures
      subject.killNextAt(step)
      const fresh = { ...updated, eventId: `${service}-new-${step}` }
      const version = step + 1
      await rig.send([{ ...updated, version }, fresh])
      wanted.push(`${service}-0 v${version}`, `${service}-new-${step} v1`)
      await eventually(`both are told (step ${step})`, () => wanted.every((one) => told.includes(one)), patience)
      if (subject.failures === failures) break
      kills++
    }
    console.log(`${kills} kills of ${name}`)
    expect(kills).toBeGreaterThan(3)
    expect([...told].sort()).toEqual([...wanted].sort())
    const view = live.getSnapshot()
    expect(view.verifiedAt, 'told live, and not found by asking again').toBe(verifiedAt)
    expect(view.total).toBe(kills + 2)
    expect(view.hits).toEqual(await indexAnswer(rig.ws, service))
  },
)
