import { concurrency } from './deployed.js'
import { packsOf } from './ingesting.js'
import { type Flush, flushBusyMs, framesOf, handedOver, postingMs } from './telling.js'
import type { Workload } from './workload.js'

/** How the stream of events is cut into calls. */
export interface Load {
  /** Calls of ingest a second, and events of each. */
  readonly ingests: number
  readonly eventsOfIngest: number
  /** Flushes of broadcast a second, each flush, and how long it went on gathering. */
  readonly flushes: number
  readonly flush: Flush
  readonly gatheringMs: number
  /** False where deltas come faster than broadcast can tell them. */
  readonly keepsUp: boolean
}

/** Lambda begins with so many pollers of a queue, each with a batch under way at a time. */
export const pollers = 5
/** What a batch of ingest takes, about. */
const ingestSeconds = 0.05
/** Messages that one flush takes at most, and the longest that it gathers. */
const mostMessages = 200 + handedOver
const longestGatheringMs = 3000

/**
 * Batches grow with the load: what comes while a call runs is handled by the next. Under ten messages a flush nothing is
 * gathered, so that quiet streams are told at once; a full batch goes on gathering for the window, or for as long as its posts
 * take. Answers what this settles at, with so many viewers connected.
 */
export function loadOf(w: Workload, viewers = w.viewers): Load {
  const rate = w.eventsPerSecond
  const eventsOfIngest = Math.min(10, Math.max(1, (rate * ingestSeconds) / pollers))
  const ingests = rate / eventsOfIngest
  const messageRate = ingests * packsOf(w, eventsOfIngest)
  const deltasOfMessage = messageRate === 0 ? 0 : rate / messageRate
  let messages = 1
  let gatheringMs = 0
  // Rises from the least, and never beyond the most: it settles.
  for (let round = 0; round < 1000; round++) {
    const flush = flushOf(w, viewers, messages, messages * deltasOfMessage)
    const posts = flush.viewers * framesOf(w, flush)
    gatheringMs = messages < handedOver ? 0 : Math.min(longestGatheringMs, Math.max(w.flushWindowMs, postingMs(posts)))
    const seconds = (flushBusyMs(posts) + gatheringMs) / 1000
    const next = Math.min(mostMessages, Math.max(1, (messageRate * seconds) / concurrency.broadcast))
    if (Math.abs(next - messages) < 1e-6) break
    messages = next
  }
  return {
    ingests,
    eventsOfIngest,
    flushes: messageRate / messages,
    flush: flushOf(w, viewers, messages, messages * deltasOfMessage),
    gatheringMs,
    keepsUp: messages < mostMessages,
  }
}

/** Whom so many deltas concern, where each matches as many queries as the workload says, whichever they are. */
function flushOf(w: Workload, viewers: number, messages: number, deltas: number): Flush {
  const seats = viewers * w.views
  const queries = Math.min(w.queries, seats)
  if (queries === 0) return { messages, deltas, queries: 0, viewersOfQuery: 0, viewers: 0, hitsOfViewer: 0 }
  const chance = Math.min(1, w.matches / queries)
  const concerned = viewers * (1 - (1 - chance) ** (deltas * w.views))
  return {
    messages,
    deltas,
    queries: queries * (1 - (1 - chance) ** deltas),
    viewersOfQuery: seats / queries,
    viewers: concerned,
    hitsOfViewer: concerned === 0 ? 0 : (deltas * chance * seats) / concerned,
  }
}
