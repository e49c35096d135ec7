import { Counter, Gauge, Registry } from 'prom-client'
import { type Metric, metrics, type NamesOf } from '../../ports/metrics.js'
import type { EventOutcome, Telemetry } from '../../ports/telemetry.js'
import { LatencyHistogram } from './latencyHistogram.js'

/** Is told of bugs and failed backends, for a log. */
export type OnFault = (where: string, error: unknown) => void

/** Counts for Prometheus. Each instance has a registry of its own, so that two nodes can live in one process. */
export class Prometheus implements Telemetry {
  readonly #registry = new Registry()
  readonly #onFault: OnFault
  readonly #events = this.#counter('events')
  readonly #deadDeltas = this.#counter('dead_deltas')
  readonly #deliveries = this.#counter('deliveries')
  readonly #frames = this.#counter('frames')
  readonly #bytes = this.#counter('frame_bytes')
  readonly #visited = this.#counter('queries_visited')
  readonly #matched = this.#counter('queries_matched')
  readonly #serialised = this.#counter('messages_serialised')
  readonly #dropped = this.#counter('dropped_hits')
  readonly #faults = this.#counter('faults')
  readonly #latency = new LatencyHistogram('deltaboard_ingest_to_send_seconds', metrics.ingest_to_send.meaning)

  constructor(onFault: OnFault = () => {}) {
    this.#onFault = onFault
    this.#registry.registerMetric(this.#latency.metric)
    const started = Date.now() / 1000 - process.uptime()
    this.#read('process_start_time_seconds', 'Start of the process since the epoch', () => started)
    this.#read('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss())
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
    this.#read('nodejs_heap_size_used_bytes', 'Used heap of V8', () => process.memoryUsage().heapUsed)
  }

  /** A value that is read whenever somebody asks. */
  gauge(name: NamesOf<'gauge'>, read: () => number | Promise<number>): void {
    this.#read(`deltaboard_${name}`, metrics[name].meaning, read)
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

  #read(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect: async () => gauge.set(await read()),
    })
  }

  #counter(name: NamesOf<'counter'>): Counter {
    const { label, meaning: help }: Metric = metrics[name]
    const labelNames = label === undefined ? [] : [label.name]
    const counter = new Counter({ name: `deltaboard_${name}_total`, help, labelNames, registers: [this.#registry] })
    // Known values start at 0: a rate over a series that is not there yet misses its first step.
    for (const value of label?.values ?? []) counter.inc({ [label?.name ?? '']: value }, 0)
    return counter
  }
}
