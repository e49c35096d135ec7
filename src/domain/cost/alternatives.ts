import { type BillLine, billOf, totalOf } from './bill.js'
import type { RegionPrices } from './prices.js'
import { usageOf } from './usage.js'
import type { Workload } from './workload.js'

/** What another value of one setting would change. Dollars a month; below zero is cheaper. */
export interface Alternative {
  readonly setting: string
  readonly is: string
  readonly would: string
  readonly total: number
  readonly difference: number
}

export function monthlyBill(w: Workload, prices: RegionPrices): readonly BillLine[] {
  return billOf(usageOf(w), prices)
}

/** One setting changed at a time, for each that has a choice. */
export function alternativesOf(w: Workload, prices: RegionPrices): readonly Alternative[] {
  const now = totalOf(monthlyBill(w, prices))
  return changesOf(w).map(({ setting, is, would, change }) => {
    const total = totalOf(monthlyBill({ ...w, ...change }, prices))
    return { setting, is, would, total, difference: total - now }
  })
}

interface Change {
  readonly setting: string
  readonly is: string
  readonly would: string
  readonly change: Partial<Workload>
}

type Said = (value: unknown) => string

function changesOf(w: Workload): readonly Change[] {
  const one = <K extends keyof Workload>(setting: string, key: K, value: Workload[K], said: Said = String): Change => ({
    setting,
    is: said(w[key]),
    would: said(value),
    change: { [key]: value },
  })
  const days = (value: unknown) => `${value} days`
  const seconds = (value: unknown) => `${Number(value) / 1000} s`
  const changes: (Change | undefined)[] = [
    one('--delta-route', 'deltaRoute', w.deltaRoute === 'bus' ? 'sqs' : 'bus'),
    one('--store', 'store', w.store === 'dynamodb' ? 'redis' : 'dynamodb'),
    one('--search', 'search', w.search === 'domain' ? 'serverless' : 'domain'),
    w.search === 'domain' ? one('--nodes', 'nodes', w.nodes + 1) : one('--ocus', 'ocus', w.ocus + 1),
    one('--flush-window', 'flushWindowMs', w.flushWindowMs < 1000 ? 1000 : 100, (value) => `${value} ms`),
    one('--retention-days', 'retentionDays', w.retentionDays > 7 ? 7 : 30, days),
    one('--archive-days', 'archiveDays', w.archiveDays > 0 ? 0 : 7, days),
    one('--log-days', 'logDays', w.logDays > 7 ? 7 : 30, days),
    one('--verify-every', 'verifyEveryMs', w.verifyEveryMs < 1_800_000 ? 1_800_000 : 600_000, seconds),
    one('--ping-after', 'pingAfterMs', w.pingAfterMs > 60_000 ? 60_000 : 300_000, seconds),
    one('--endpoints', 'endpoints', w.endpoints + 1),
    w.viewerHours > 10 ? one('--viewer-hours', 'viewerHours', 10, (value) => `${value} h a day`) : undefined,
  ]
  return changes.filter((change) => change !== undefined)
}
