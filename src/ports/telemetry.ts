import type { metrics } from './metrics.js'

/** Outcomes of one event on its way into the index. */
export type EventOutcome = (typeof metrics.events.label.values)[number]

/** Counts what happens. MUST NOT throw, block, or be given event bodies or credentials. */
export interface Telemetry {
  events(outcome: EventOutcome, count: number): void
  /** Deltas that ended unread: older than `maxDeltaAge`, or out of attempts. */
  deadDeltas(count: number): void
  /** One flush: changes times receivers, frames times receivers, bytes times receivers. */
  sent(flush: { readonly deliveries: number; readonly frames: number; readonly bytes: number }): void
  /** Work of one flush: how many queries were looked at and matched, how many messages were serialised. */
  matched(work: { readonly visited: number; readonly matched: number; readonly serialised: number }): void
  /** Hits left out by sampling, or shed for slow receivers. */
  dropped(why: 'sampled' | 'slow', count: number): void
  /** From ingest to the send, in milliseconds, for `count` changes. */
  latency(ms: number, count: number): void
  /** A bug, or a backend that failed: told to the operator. `where` names the use case. */
  fault(where: string, error: unknown): void
}
