import type { Histogram, MetricObject, MetricValue } from 'prom-client'

/** Upper bounds in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

type Values = Omit<MetricObject, 'type' | 'collect'> & {
  readonly type: 'histogram'
  readonly values: MetricValue<string>[]
}

/** A histogram that takes many equal observations for the price of one. Registers like any metric of prom-client. */
export class LatencyHistogram {
  readonly name: string
  readonly help: string
  readonly type = 'histogram'
  readonly aggregator = 'sum'
  readonly #counts = new Float64Array(bounds.length + 1)
  #seconds = 0

  constructor(name: string, help: string) {
    this.name = name
    this.help = help
  }

  observe(seconds: number, count: number): void {
    let at = 0
    while (at < bounds.length && seconds > (bounds[at] as number)) at++
    this.#counts[at] = (this.#counts[at] ?? 0) + count
    this.#seconds += seconds * count
  }

  async get(): Promise<Values> {
    const values: (MetricValue<string> & { metricName: string })[] = []
    let total = 0
    for (const [i, count] of this.#counts.entries()) {
      total += count
      values.push({ labels: { le: bounds[i] ?? '+Inf' }, value: total, metricName: `${this.name}_bucket` })
    }
    values.push({ labels: {}, value: this.#seconds, metricName: `${this.name}_sum` })
    values.push({ labels: {}, value: total, metricName: `${this.name}_count` })
    return { name: this.name, help: this.help, type: this.type, aggregator: this.aggregator, values }
  }

  reset(): void {
    this.#counts.fill(0)
    this.#seconds = 0
  }

  /** For prom-client's registry, which asks no more of a metric than `name`, `get` and `reset`. */
  get metric(): Histogram<string> {
    return this as unknown as Histogram<string>
  }
}
