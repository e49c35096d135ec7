import type { EventOutcome, Telemetry } from '../../src/ports/telemetry.js'

/** Adds up what it is told. */
export class RecordingTelemetry implements Telemetry {
  readonly outcomes: Partial<Record<EventOutcome, number>> = {}
  readonly sentTotal = { deliveries: 0, frames: 0, bytes: 0 }
  readonly work = { visited: 0, matched: 0, serialised: 0 }
  readonly droppedTotal = { sampled: 0, slow: 0 }
  readonly faults: { readonly where: string; readonly error: unknown }[] = []
  dead = 0
  latencies = 0

  events(outcome: EventOutcome, count: number): void {
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + count
  }
  deadDeltas(count: number): void {
    this.dead += count
  }
  sent(flush: { readonly deliveries: number; readonly frames: number; readonly bytes: number }): void {
    this.sentTotal.deliveries += flush.deliveries
    this.sentTotal.frames += flush.frames
    this.sentTotal.bytes += flush.bytes
  }
  matched(work: { readonly visited: number; readonly matched: number; readonly serialised: number }): void {
    this.work.visited += work.visited
    this.work.matched += work.matched
    this.work.serialised += work.serialised
  }
  dropped(why: 'sampled' | 'slow', count: number): void {
    this.droppedTotal[why] += count
  }
  latency(_ms: number, count: number): void {
    this.latencies += count
  }
  fault(where: string, error: unknown): void {
    this.faults.push({ where, error })
  }
}
