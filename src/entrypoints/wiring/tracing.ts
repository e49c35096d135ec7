import { OtlpTraces } from '../../adapters/node/otlpTraces.js'
import type { Delta } from '../../domain/document/hit.js'
import type { Clock } from '../../ports/clock.js'
import type { Handle } from '../../ports/consumer.js'
import type { EventBus } from '../../ports/eventBus.js'

/** Traces, where the variables of OpenTelemetry say where to: `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER_ARG`. */
export function tracesOf(
  env: { readonly [name: string]: string | undefined },
  onFault: (error: unknown) => void,
): OtlpTraces | undefined {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT']
  if (endpoint === undefined || endpoint === '') return undefined
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1)
  return new OtlpTraces({ endpoint, onFault, ratio: ratio >= 0 && ratio <= 1 ? ratio : 1 })
}

/** A bus that tells of each delta how long it took from the write until it was published. */
export function tracedBus(bus: EventBus, traces: OtlpTraces, clock: Clock): EventBus {
  return {
    async publish(topic, items, how) {
      const published = await bus.publish(topic, items, how)
      if (topic === 'deltas') {
        const endMs = clock.now()
        for (const [i, delta] of (items as readonly Delta[]).entries()) {
          if (!('now' in delta)) continue
          const { ingestedAt, version } = delta.now
          const startMs = Date.parse(ingestedAt)
          traces.step({ name: 'ingest', key: delta.key, version, startMs, endMs, failed: published[i] !== 'ok' })
        }
      }
      return published
    },
  }
}

/** A handler of deltas that tells how long each batch took, of each delta in it. */
export function tracedBroadcast(handle: Handle<Delta>, traces: OtlpTraces, clock: Clock): Handle<Delta> {
  return async (batch) => {
    const startMs = clock.now()
    const tell = (failed: (i: number) => boolean) => {
      const endMs = clock.now()
      for (const [i, { item }] of batch.entries()) {
        if (!('now' in item)) continue
        const { version } = item.now
        traces.step({ name: 'broadcast', key: item.key, version, startMs, endMs, failed: failed(i) })
      }
    }
    try {
      const verdicts = await handle(batch)
      tell((i) => verdicts[i] !== 'done')
      return verdicts
    } catch (error) {
      tell(() => true)
      throw error
    }
  }
}
