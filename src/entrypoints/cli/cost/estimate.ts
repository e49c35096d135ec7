import { type Alternative, alternativesOf, monthlyBill } from '../../../domain/cost/alternatives.js'
import { type BillLine, sharesOf, totalOf } from '../../../domain/cost/bill.js'
import { type Counts, sum, times } from '../../../domain/cost/counts.js'
import { arriving, ingesting } from '../../../domain/cost/ingesting.js'
import { loadOf } from '../../../domain/cost/load.js'
import { type OtherWay, polling, scanning } from '../../../domain/cost/otherWays.js'
import type { RegionPrices } from '../../../domain/cost/prices.js'
import { telling } from '../../../domain/cost/telling.js'
import { connecting, disconnecting, pinging, resubscribing, subscribing } from '../../../domain/cost/visiting.js'
import { warningsOf } from '../../../domain/cost/warnings.js'
import type { Workload } from '../../../domain/cost/workload.js'

/** All that the command tells. Amounts are US dollars a month. */
export interface Estimate {
  readonly total: number
  readonly services: readonly (readonly [string, number])[]
  readonly causes: readonly (readonly [string, number])[]
  readonly lines: readonly BillLine[]
  /** What is counted each time that something happens. */
  readonly counts: Readonly<Record<string, Counts>>
  readonly alternatives: readonly Alternative[]
  readonly polling: OtherWay
  readonly scanning: OtherWay
  readonly warnings: readonly string[]
}

export function estimate(w: Workload, prices: RegionPrices): Estimate {
  const lines = monthlyBill(w, prices)
  return {
    total: totalOf(lines),
    services: sharesOf(lines, 'service'),
    causes: sharesOf(lines, 'cause'),
    lines: [...lines].sort((a, b) => b.amount - a.amount),
    counts: {
      'an event, its share': eventShare(w),
      'connect and subscribe': sum(connecting(w), pinging(w), subscribing(w)),
      'a ping': pinging(w),
      'a re-subscription': resubscribing(w),
      disconnect: disconnecting(w),
    },
    alternatives: alternativesOf(w, prices),
    polling: polling(w, prices),
    scanning: scanning(w, prices),
    warnings: warningsOf(w),
  }
}

/** What one event takes under this load: its part of the batches that it travels in. */
function eventShare(w: Workload): Counts {
  const { eventsOfIngest, flush, gatheringMs } = loadOf(w)
  const ingest = times(ingesting(w, eventsOfIngest), 1 / eventsOfIngest)
  const flushes = flush.deltas === 0 ? 0 : 1 / flush.deltas
  return sum(arriving(w), ingest, times(telling(w, flush, gatheringMs), flushes))
}
