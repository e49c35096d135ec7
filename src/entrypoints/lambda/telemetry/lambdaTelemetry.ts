import type { Logger } from '@aws-lambda-powertools/logger'
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { NamesOf } from '../../../ports/metrics.js'
import type { EventOutcome, Telemetry } from '../../../ports/telemetry.js'
import { Spread } from './spread.js'

/** Counts into the embedded metric format of CloudWatch: lines of the log, so that nothing is sent by the function itself. */
export class LambdaTelemetry implements Telemetry {
  /** Frames that were sent to receivers since `publish`. */
  frames = 0
  readonly #metrics: Metrics
  readonly #logger: Logger
  readonly #latency = new Spread()

  constructor(metrics: Metrics, logger: Logger) {
    this.#metrics = metrics
    this.#logger = logger
  }

  events(outcome: EventOutcome, count: number): void {
    this.#count('events', count, outcome)
  }

  deadDeltas(count: number): void {
    this.#count('dead_deltas', count)
  }

  sent({ bytes, deliveries, frames }: Parameters<Telemetry['sent']>[0]): void {
    this.frames += frames
    this.#count('deliveries', deliveries)
    this.#count('frames', frames)
    this.#add('frame_bytes', MetricUnit.Bytes, bytes)
  }

  matched({ matched, serialised, visited }: Parameters<Telemetry['matched']>[0]): void {
    this.#count('queries_visited', visited)
    this.#count('queries_matched', matched)
    this.#count('messages_serialised', serialised)
  }

  dropped(why: 'sampled' | 'slow', count: number): void {
    this.#count('dropped_hits', count, why)
  }

  latency(ms: number, count: number): void {
    this.#latency.add(ms, count)
  }

  fault(where: string, error: unknown): void {
    this.#count('faults', 1)
    this.#logger.error(where, error instanceof Error ? error : new Error(String(error)))
  }

  /** A message that ended among the dead letters: its reason, never its content. */
  dead(topic: string, code: string): void {
    this.#count('dead_letters', 1)
    this.#logger.warn('to the dead letters', { topic, code })
  }

  /** Writes what was counted. MUST be called before the handler returns. */
  publish(): void {
    this.frames = 0
    for (const ms of this.#latency.take()) this.#add('ingest_to_send', MetricUnit.Milliseconds, ms)
    this.#metrics.publishStoredMetrics()
  }

  #count(name: NamesOf<'counter'>, count: number, value?: string): void {
    if (count > 0) this.#add(name, MetricUnit.Count, count, value)
  }

  #add(
    name: NamesOf<'counter' | 'histogram'>,
    unit: 'Count' | 'Bytes' | 'Milliseconds',
    amount: number,
    value?: string,
  ): void {
    this.#metrics.addMetric(value === undefined ? name : `${name}.${value}`, unit, amount)
  }
}
