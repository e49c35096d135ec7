import { billOf, totalOf } from './bill.js'
import { type Counts, stepsOf, sum, times } from './counts.js'
import { gbSecondsOf, postsPerSecond } from './deployed.js'
import { hitBytes } from './frames.js'
import { meters } from './meters.js'
import { monthSeconds, ratesOf } from './month.js'
import type { RegionPrices } from './prices.js'
import { cpusForPolling, sizedFor } from './searchNeeds.js'
import { frameAddedBytes, readStep } from './sizes.js'
import { telling } from './telling.js'
import { type Usage, usageOf, usageOfCounts } from './usage.js'
import { connecting, disconnecting } from './visiting.js'
import type { Workload } from './workload.js'

/** How the same would be shown otherwise, what that costs, and what it needs. */
export interface OtherWay {
  readonly total: number
  /** What it needs of something, in words and as a number. */
  readonly needs: readonly { readonly what: string; readonly much: number; readonly limit?: number }[]
}

const pollSeconds = 5
/** What an answer to a poll takes, and a row of a table of connections. */
const pollMs = 40
const connectionBytes = 67

/** Each viewer asks each view again every five seconds, by an HTTP API and a function that searches. */
export function polling(w: Workload, prices: RegionPrices): OtherWay {
  const present = w.viewerHours / 24
  const atPeak = (w.viewers * w.views) / pollSeconds
  const polls = atPeak * present * monthSeconds
  const answer = frameAddedBytes + w.viewLimit * hitBytes(w)
  const sized = sizedFor(w, cpusForPolling(w, atPeak))
  const asked: Counts = { message: 1, gbSeconds: gbSecondsOf('message', pollMs), bytesOut: answer, logBytes: 700 }
  const requests: Usage = { meter: meters.httpRequests, cause: 'telling', quantity: polls }
  const usage: readonly Usage[] = [
    ...withoutViewers(sized),
    ...usageOfCounts(w, 'telling', times(asked, polls)),
    ...(polls > 0 ? [requests] : []),
  ]
  return {
    total: totalOf(billOf(usage, prices)),
    needs: [
      { what: 'searches a second', much: atPeak },
      sized.search === 'domain'
        ? { what: `nodes of ${w.instance}`, much: sized.nodes }
        : { what: 'OCUs', much: sized.ocus },
    ],
  }
}

/** Each event, alone: the whole table of connections is scanned, and everyone is posted to, whatever they look at. */
export function scanning(w: Workload, prices: RegionPrices): OtherWay {
  const present = w.viewerHours / 24
  const rate = w.eventsPerSecond
  const flush = { messages: 1, deltas: 1, queries: 0, viewersOfQuery: 0, viewers: w.viewers, hitsOfViewer: 1 }
  const told = telling({ ...w, store: 'redis' }, flush)
  // Eventually consistent, as the recipe has it.
  const scan: Counts = { reads: 0.5 * stepsOf(w.viewers * connectionBytes, readStep) }
  const perEvent = sum(told, scan)
  const { connections } = ratesOf(w)
  const coming = sum(connecting(w), disconnecting({ ...w, views: 0 }))
  const usage: readonly Usage[] = [
    ...withoutViewers(w),
    ...usageOfCounts({ ...w, store: 'dynamodb' }, 'telling', times(perEvent, rate * present * monthSeconds)),
    ...usageOfCounts(w, 'coming and going', times(coming, connections * monthSeconds)),
    ...usageOf(w).filter(({ cause }) => cause === 'open connections'),
  ]
  return {
    total: totalOf(billOf(usage, prices)),
    needs: [
      { what: 'posts a second', much: rate * w.viewers, limit: postsPerSecond },
      { what: 'read units a second', much: rate * (scan.reads ?? 0) },
    ],
  }
}

/** Events come in, are indexed and kept, and watched over; nobody is told. */
function withoutViewers(w: Workload): readonly Usage[] {
  const kept = new Set(['events', 'keeping', 'watching over it', 'the page'])
  return usageOf(w).filter(({ cause }) => kept.has(cause))
}
