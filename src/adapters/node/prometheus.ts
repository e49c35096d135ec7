import { Counter, Gauge, Registry } from 'prom-client'
import type { EventOutcome, Telemetry } from '../../ports/telemetry.js'
import { LatencyHistogram } from './latencyHistogram.js'

/** Is told of bugs and failed backends, for a log. */
export type OnFault = (where: string, error: unknown) => void

/** Counts for Prometheus. Each instance has a registry of its own, so that two nodes can live in one process. */
export class Prometheus implements Telemetry {
  readonly #registry = new Registry()
  readonly #onFault: OnFault
  readonly #events = this.#counter('events_total', 'Events by what became of them', ['outcome'])
  readonly #deadDeltas = this.#counter('dead_deltas_total', 'Deltas that ended unread')
  readonly #deliveries = this.#counter('deliveries_total', 'Changes sent, times their receivers')
  readonly #frames = this.#counter('frames_total', 'WebSocket frames sent to subscribers')
  readonly #bytes = this.#counter('frame_bytes_total', 'Bytes of those frames')
  readonly #visited = this.#counter(
    'queries_visited_total',
    'Live queries that were looked at for a version of a document',
  )
  readonly #matched = this.#counter('queries_matched_total', 'Live queries that matched a version of a document')
  readonly #serialised = this.#counter('messages_serialised_total', 'Messages that were serialised')
  readonly #dropped = this.#counter('dropped_hits_total', 'Hits left out by sampling, or shed for slow readers', [
    'why',
  ])
  readonly #faults = this.#counter('faults_total', 'Bugs, and backends that failed', ['where'])
  readonly #latency = new LatencyHistogram('deltaboard_ingest_to_send_seconds', 'From ingest to the send')

  constructor(onFault: OnFault = () => {}) {
    this.#onFault = onFault
    this.#registry.registerMetric(this.#latency.metric)
    const started = Date.now() / 1000 - process.uptime()
    this.gauge('process_start_time_seconds', 'Start of the process since the epoch', () => started)
    this.gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss())
    const cpu: Counter = new Counter({
      name: 'process_cpu_seconds_total',
      help: 'User and system CPU',
      registers: [this.#registry],
      collect: () => {
        const { user, system } = process.cpuUsage()
        cpu.reset()
        cpu.inc((user + system) / 1e6)
      },
    })
    this.gauge('nodejs_heap_size_used_bytes', 'Used heap of V8', () => process.memoryUsage().heapUsed)
    // Known outcomes start at 0: a rate over a series that is not there yet misses its first step.
    for (const outcome of outcomes) this.#events.inc({ outcome }, 0)
    for (const why of ['sampled', 'slow']) this.#dropped.inc({ why }, 0)
  }

  /** A value that is read whenever somebody asks. `name` without the prefix `deltaboard_`, except for those of the process. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const whole = /^(process|nodejs)_/.test(name) ? name : `deltaboard_${name}`
    const gauge: Gauge = new Gauge({
      name: whole,
      help,
      registers: [this.#registry],
      collect: async () => gauge.set(await read()),
    })
  }

  /** Prometheus text, version 0.0.4. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  events(outcome: EventOutcome, count: number): void {
    this.#events.inc({ outcome }, count)
  }

  deadDeltas(count: number): void {
    this.#deadDeltas.inc(count)
  }

  sent({ deliveries, frames, bytes }: Parameters<Telemetry['sent']>[0]): void {
    this.#deliveries.inc(deliveries)
    this.#frames.inc(frames)
    this.#bytes.inc(bytes)
  }

  matched({ visited, matched, serialised }: Parameters<Telemetry['matched']>[0]): void {
    this.#visited.inc(visited)
    this.#matched.inc(matched)
    this.#serialised.inc(serialised)
  }

  dropped(why: 'sampled' | 'slow', count: number): void {
    this.#dropped.inc({ why }, count)
  }

  latency(ms: number, count: number): void {
    this.#latency.observe(Math.max(0, ms) / 1000, count)
  }

  fault(where: string, error: unknown): void {
    this.#faults.inc({ where })
    this.#onFault(where, error)
  }

  #counter<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name: `deltaboard_${name}`, help, labelNames, registers: [this.#registry] })
  }
}

const outcomes: readonly EventOutcome[] = ['indexed', 'updated', 'duplicate', 'stale', 'refused', 'retried', 'dead']
