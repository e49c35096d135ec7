import { type Counts, sum, times } from './counts.js'
import { concurrency } from './deployed.js'
import { arriving, ingesting } from './ingesting.js'
import { type Load, loadOf, pollers } from './load.js'
import {
  connectionRowBytes,
  filingRowBytes,
  queryRowBytes,
  readStep,
  subscriberRowBytes,
  subscriptionRowBytes,
} from './sizes.js'
import { telling } from './telling.js'
import {
  connecting,
  disconnecting,
  filing,
  pinging,
  prolonging,
  resubscribing,
  subscribing,
  summarizing,
} from './visiting.js'
import type { Workload } from './workload.js'

/** As AWS's own calculator has it: 730 hours. */
export const monthSeconds = 730 * 3600
const daySeconds = 86_400

/** Why something is spent. */
export const causes = [
  'events',
  'telling',
  'coming and going',
  'pings',
  'verifying',
  'open connections',
  'idle polling',
  'keeping',
  'watching over it',
  'the page',
] as const
export type Cause = (typeof causes)[number]

/** A connection is replaced at 50 to 90 % of the two hours that API Gateway allows; a view is verified up to a tenth early. */
const connectionSeconds = 0.7 * 7200
const earlyVerification = 0.95
/** A query is filed for so much longer than asked, and an instance reads all that is filed anew after so long. */
const filedSpareSeconds = 3600
const relearnSeconds = 0.75 * 3600
/** Long polls of SQS. */
const longPollSeconds = 20

/** What is counted in a month, by cause; for causes that something happens for. */
export function monthOf(w: Workload): ReadonlyMap<Cause, Counts> {
  const present = w.viewerHours / 24
  const rates = ratesOf(w)
  const month = (counts: Counts, perSecond: number) => times(counts, perSecond * monthSeconds)
  const busy = loadOf(w)
  const visit = sum(connecting(w), pinging(w), times(subscribing(w), w.views), disconnecting(w))
  return new Map<Cause, Counts>([
    ['events', sum(month(arriving(w), w.eventsPerSecond), month(ingesting(w, busy.eventsOfIngest), busy.ingests))],
    [
      'telling',
      sum(
        month(tellingOf(w, busy), busy.flushes * present),
        ...(present < 1 ? [tellingNobody(w, 1 - present)] : []),
        month(relearning(w), w.eventsPerSecond > 0 ? concurrency.broadcast / relearnSeconds : 0),
      ),
    ],
    [
      'coming and going',
      sum(
        month(visit, rates.connections),
        month(summarizing(w), rates.visits * w.views),
        month(prolonging(w), rates.prolongings),
        // Each query is taken to be new once a day.
        month(filing(w), queriesOf(w) / daySeconds),
      ),
    ],
    ['pings', month(pinging(w), rates.pings)],
    ['verifying', month(resubscribing(w), rates.verifications)],
    ['idle polling', { sqsRequests: idlePolls(busy.ingests) + idlePolls(busy.flushes) }],
  ])
}

function tellingOf(w: Workload, load: Load): Counts {
  return telling(w, load.flush, load.gatheringMs)
}

function tellingNobody(w: Workload, share: number): Counts {
  const load = loadOf(w, 0)
  return times(tellingOf(w, load), load.flushes * monthSeconds * share)
}

function queriesOf(w: Workload): number {
  return Math.min(w.queries, w.viewers * w.views)
}

/** Each instance learns anew, now and then, what is filed. */
function relearning(w: Workload): Counts {
  return w.store === 'dynamodb' ? { reads: (queriesOf(w) * filingRowBytes) / readStep } : {}
}

interface Rates {
  readonly connections: number
  readonly visits: number
  readonly pings: number
  readonly verifications: number
  readonly prolongings: number
}

/** How often a second, over all viewers and hours. */
export function ratesOf(w: Workload): Rates {
  const present = w.viewerHours / 24
  const there = w.viewers * present
  const visits = (w.viewers * w.visits) / daySeconds
  const connections = there / connectionSeconds + visits
  const verifications = (there * w.views) / ((w.verifyEveryMs / 1000) * earlyVerification)
  const { flush, flushes } = loadOf(w)
  const heard = w.viewers === 0 ? 0 : (flushes * flush.viewers) / w.viewers
  const perQuery = queriesOf(w) === 0 ? 0 : (connections * w.views) / queriesOf(w)
  return {
    connections,
    visits,
    pings: there * silences(heard + verifications / Math.max(there, 1e-9), w.pingAfterMs / 1000),
    verifications,
    prolongings: perQuery === 0 ? 0 : queriesOf(w) / (filedSpareSeconds + 1 / perQuery),
  }
}

/** How often a second nothing came for so long, where something comes at random so often a second; a silence ends with its answer. */
function silences(rate: number, seconds: number): number {
  return rate * seconds < 1e-9 ? 1 / seconds : rate / Math.expm1(rate * seconds)
}

/** Receives of one queue that find nothing: those of pollers to whom no batch came while they waited. */
function idlePolls(batchesPerSecond: number): number {
  return pollers * silences(batchesPerSecond / pollers, longPollSeconds) * monthSeconds
}

/** Bytes of the table, at a time. */
export function tableBytes(w: Workload): number {
  if (w.store !== 'dynamodb') return 0
  const connection = connectionRowBytes + w.views * (subscriptionRowBytes + subscriberRowBytes)
  return w.viewers * connection + queriesOf(w) * (filingRowBytes + queryRowBytes)
}
