import { deltaBytes as wholeDeltaBytes } from '../document/deltaText.js'
import { type Counts, stepsOf, sum } from './counts.js'
import { callsOf } from './deployed.js'
import { addedBytes, deltaAddedBytes, envelopeBytes, packBytes, queueStep, referenceBytes } from './sizes.js'
import type { Workload } from './workload.js'

/** A batch takes so long, and so much more with each event. Milliseconds, assumed. */
const ingestMs = { batch: 40, event: 1 } as const

export function documentBytes({ eventBytes }: Workload): number {
  return eventBytes + addedBytes
}

/** One event, from its producer into the queue of events. */
export function arriving({ eventBytes }: Workload): Counts {
  const queued = stepsOf(eventBytes + envelopeBytes, queueStep)
  return { busEvents: stepsOf(eventBytes, queueStep), sqsRequests: queued }
}

/** One batch of so many events: taken from the queue, written, and told on. */
export function ingesting(w: Workload, events: number): Counts {
  const received = stepsOf((w.eventBytes + envelopeBytes) * events, queueStep)
  return sum(
    callsOf('ingest', 1, ingestMs.batch + ingestMs.event * events),
    // What was handled is deleted by one call.
    { bulks: 1, sqsRequests: received + 1 },
    publishing(w, events),
  )
}

/** Deltas travel together in as few entries as their bytes allow; by the bus, or straight to the queue. */
function publishing(w: Workload, deltas: number): Counts {
  const packs = packsOf(w, deltas)
  const steps = packs * stepsOf((deltas * deltaBytes(w)) / packs, queueStep)
  return w.deltaRoute === 'bus' ? { busEvents: steps, sqsRequests: steps } : { sqsRequests: steps }
}

/** Messages of the delta queue that so many deltas travel in; a delta is never in two. */
export function packsOf(w: Workload, deltas: number): number {
  return Math.max(1, Math.ceil(deltas / Math.max(1, Math.floor(packBytes / deltaBytes(w)))))
}

/** Of one delta on its way. */
export function deltaBytes(w: Workload): number {
  return isByReference(w) ? referenceBytes : documentBytes(w) + deltaAddedBytes
}

/** A delta that no bus would take is told by its key, and broadcast reads its document. */
export function isByReference(w: Workload): boolean {
  return documentBytes(w) + deltaAddedBytes > wholeDeltaBytes
}
