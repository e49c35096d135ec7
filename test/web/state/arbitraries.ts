import fc from 'fast-check'
import type { Hit } from '../../../src/domain/document/hit.js'
import { binOf } from '../../../src/domain/summary/bins.js'
import type { Summary } from '../../../src/domain/summary/summary.js'
import { slotStart, spanMs } from '../../../web/src/state/slots.js'
import { hit } from '../../support/hits.js'

/** The moment of the tests: in the middle of a slot. */
export const now = Date.parse('2026-11-24T09:47:12.640Z')

export const iso = (ms: number) => new Date(ms).toISOString()

export const fields = { level: 'level', latency: 'latencyMs', facets: ['level', 'service', 'team'] }

/** Hits of the last ten minutes; each is written at most two seconds after it happened. */
export const hits: fc.Arbitrary<Hit[]> = fc
  .array(
    fc.record({
      ago: fc.integer({ min: 0, max: spanMs - 10_000 }),
      delay: fc.integer({ min: 0, max: 2000 }),
      level: fc.option(fc.constantFrom('error', 'WARN', 'info', 'debug', 'notice')),
      service: fc.constantFrom('checkout', 'cart', '__proto__', 'constructor'),
      latencyMs: fc.option(fc.integer({ min: -5, max: 20_000 })),
    }),
    { maxLength: 40 },
  )
  .map((all) =>
    all.map(({ ago, delay, level, service, latencyMs }, i) =>
      hit({
        eventId: `e${i}`,
        '@timestamp': iso(now - ago),
        ingestedAt: iso(now - ago + delay),
        service,
        ...(level === null ? {} : { level }),
        ...(latencyMs === null ? {} : { latencyMs }),
      }),
    ),
  )

/** What an index that holds these hits answers, as of a moment. */
export function summaryOf(held: readonly Hit[], asOf: string): Summary {
  const counted = held.filter((one) => one.ingestedAt <= asOf)
  const starts = [...new Set(counted.map((one) => slotStart(Date.parse(one['@timestamp']))))]
  return {
    asOf,
    total: counted.length,
    buckets: starts.map((t) => {
      const inside = counted.filter((one) => slotStart(Date.parse(one['@timestamp'])) === t)
      const latencies = inside.flatMap((one) => (typeof one['latencyMs'] === 'number' ? [one['latencyMs']] : []))
      return {
        t: iso(t),
        count: inside.length,
        by: Object.fromEntries(countsOf(inside.flatMap((one) => (one['level'] ? [String(one['level'])] : [])))),
        bins: countsOf(latencies.map(binOf)),
      }
    }),
    facets: { service: countsOf(counted.map((one) => String(one['service']))) },
  }
}

function countsOf<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
}
