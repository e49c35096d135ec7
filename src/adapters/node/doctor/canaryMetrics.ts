import { once } from 'node:events'
import { createServer } from 'node:http'
import { Counter, Gauge, Registry } from 'prom-client'

/** What became of one round's event. `late`: told, and later than it may be; `twice`: told more than once. */
export type CanaryOutcome = 'told' | 'missing' | 'twice' | 'late' | 'unsent'

const outcomes: readonly CanaryOutcome[] = ['told', 'missing', 'twice', 'late', 'unsent']

/** Counts of a canary, served on loopback as Prometheus text. */
export class CanaryMetrics {
  readonly #registry = new Registry()
  readonly #events = new Counter({
    name: 'deltaboard_canary_events_total',
    help: 'Synthetic events by what became of them',
    labelNames: ['outcome'],
    registers: [this.#registry],
  })
  readonly #told = new Gauge({
    name: 'deltaboard_canary_told_seconds',
    help: 'From the sending of the last synthetic event that was told until it was',
    registers: [this.#registry],
  })
  readonly #broken = new Gauge({
    name: 'deltaboard_canary_broken_hop',
    help: 'Exit code of the first broken hop of the last round; 0 where all are well',
    registers: [this.#registry],
  })

  constructor() {
    for (const outcome of outcomes) this.#events.inc({ outcome }, 0)
  }

  round(seen: readonly CanaryOutcome[], brokenCode: number, toldMs: number | undefined): void {
    for (const outcome of seen) this.#events.inc({ outcome })
    this.#broken.set(brokenCode)
    if (toldMs !== undefined) this.#told.set(toldMs / 1000)
  }

  /** Rejects where the port is taken. */
  async serve(port: number): Promise<{ stop(): Promise<void> }> {
    const server = createServer(async (request, response) => {
      if (request.url !== '/metrics') return response.writeHead(404).end()
      response.writeHead(200, { 'content-type': this.#registry.contentType }).end(await this.#registry.metrics())
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return {
      async stop() {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      },
    }
  }
}
