import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { alternativesOf, monthlyBill } from '../../../src/domain/cost/alternatives.js'
import { sharesOf, totalOf } from '../../../src/domain/cost/bill.js'
import { polling, scanning } from '../../../src/domain/cost/otherWays.js'
import { priceOf } from '../../../src/domain/cost/prices.js'
import { defaultWorkload, type Workload } from '../../../src/domain/cost/workload.js'
import { northVirginia, prices, regionNames, workloads } from './workloads.js'

const bill = (w: Workload) => monthlyBill(w, northVirginia)
const total = (w: Workload) => totalOf(bill(w))
const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * Math.max(1, a, b))

describe('a price by steps', () => {
  const steps = [
    [1000, 1],
    [5000, 0.8],
    [null, 0.5],
  ] as const
  const much = fc.double({ min: 0, max: 20_000, noNaN: true })

  test('counts each step at its own price', () => {
    expect([0, 500, 1000, 1001, 5000, 6000].map((n) => priceOf(n, steps))).toEqual([0, 500, 1000, 1000.8, 4200, 4700])
    expect(priceOf(3, 0.25)).toBe(0.75)
  })

  test.prop([much, much])(
    'rises with what is bought, by never more than the dearest and never less than the cheapest',
    (a, more) => {
      const rise = priceOf(a + more, steps) - priceOf(a, steps)
      expect(rise).toBeLessThanOrEqual(more * 1 + 1e-6)
      expect(rise).toBeGreaterThanOrEqual(more * 0.5 - 1e-6)
    },
  )
})

describe('a bill', () => {
  test.prop([workloads, fc.constantFrom(...regionNames)])(
    'has amounts only, in every Region, that add up each way',
    (w, region) => {
      const lines = monthlyBill(w, prices.regions[region] as typeof northVirginia)
      for (const { amount, quantity } of lines)
        expect(Number.isFinite(amount) && amount >= 0 && quantity > 0).toBe(true)
      for (const by of ['service', 'cause'] as const) {
        close(
          sharesOf(lines, by).reduce((all, [, each]) => all + each, 0),
          totalOf(lines),
        )
      }
    },
  )

  test.prop([workloads])('is no lower for who keeps more, for longer, or on more nodes', (w) => {
    const now = total(w)
    const dearer: readonly Partial<Workload>[] = [
      { retentionDays: w.retentionDays + 30 },
      { archiveDays: w.archiveDays + 7 },
      { logDays: w.logDays + 30 },
      { nodes: w.nodes + 1 },
      { ocus: w.ocus + 1 },
      { endpoints: w.endpoints + 1 },
      { visits: w.visits + 1 },
    ]
    for (const change of dearer) expect(total({ ...w, ...change })).toBeGreaterThanOrEqual(now - 1e-6 * now)
  })

  test.prop([workloads])(
    'has nothing of viewers where there are none, and of those who are there for no hour only their visits',
    (w) => {
      const none = bill({ ...w, viewers: 0, visits: 0 })
      const causes = new Set<string>(['events', 'telling', 'keeping', 'watching over it', 'idle polling', 'the page'])
      for (const line of none) expect(causes).toContain(line.cause)
      expect(none.filter(({ unit }) => unit.includes('messages') || unit.includes('minutes'))).toEqual([])
      const absent = bill({ ...w, viewerHours: 0, visits: 0 })
      expect(absent.filter(({ unit }) => unit === 'connection minutes')).toEqual([])
    },
  )

  test.prop([workloads])(
    'of the bus that deltas do without is what EventBridge asks for them, and nothing else',
    (w) => {
      const [bus, sqs] = [bill({ ...w, deltaRoute: 'bus' }), bill({ ...w, deltaRoute: 'sqs' })]
      const rest = (lines: typeof bus) =>
        totalOf(lines.filter(({ service, unit }) => service !== 'EventBridge' && unit !== 'alarms'))
      close(rest(bus), rest(sqs))
      expect(totalOf(bus)).toBeGreaterThanOrEqual(totalOf(sqs))
    },
  )
})

describe('what would change', () => {
  test.prop([workloads])('is the difference of two bills, and the way back is the same', (w) => {
    const now = total(w)
    for (const { difference, setting, total: then } of alternativesOf(w, northVirginia)) {
      close(then - now, difference)
      if (setting !== '--store') continue
      const back = alternativesOf({ ...w, store: w.store === 'redis' ? 'dynamodb' : 'redis' }, northVirginia)
      close(back.find((each) => each.setting === setting)?.total ?? Number.NaN, now)
    }
  })

  test('names each setting once, with a value that is not the one it has', () => {
    const all = alternativesOf(defaultWorkload, northVirginia)
    expect(new Set(all.map(({ setting }) => setting)).size).toBe(all.length)
    expect(all.filter(({ is, would }) => is === would)).toEqual([])
  })
})

describe('the other ways', () => {
  test.prop([workloads])('cost amounts, and polling asks by viewers whatever happens', (w) => {
    const polled = polling(w, northVirginia)
    expect(polled.needs[0]).toMatchObject({ what: 'searches a second', much: (w.viewers * w.views) / 5 })
    for (const way of [polled, scanning(w, northVirginia)])
      expect(Number.isFinite(way.total) && way.total > 0).toBe(true)
  })

  test.prop([workloads])('posting to all needs a post for each viewer and event', (w) => {
    const { needs } = scanning({ ...w, eventBytes: 600 }, northVirginia)
    expect(needs[0]?.much).toBeCloseTo(w.eventsPerSecond * w.viewers, 3)
  })

  test('ours is cheaper than either where many look at little of much', () => {
    const office = { ...defaultWorkload, eventsPerSecond: 20, viewers: 1000, queries: 100 }
    const ours = total(office)
    expect(polling(office, northVirginia).total).toBeGreaterThan(ours)
    expect(scanning(office, northVirginia).total).toBeGreaterThan(5 * ours)
  })
})
