import fc from 'fast-check'
import type { Prices, RegionPrices } from '../../../src/domain/cost/prices.js'
import { defaultWorkload, type Workload } from '../../../src/domain/cost/workload.js'
import shipped from '../../../src/entrypoints/cli/cost/prices.json' with { type: 'json' }

export const prices = shipped as unknown as Prices
export const northVirginia = prices.regions['us-east-1'] as RegionPrices
export const regionNames: readonly string[] = Object.keys(prices.regions)

/** By thousandths: nobody types a rate of 1e-300, whose sums are noise. */
const size = (max: number) => fc.integer({ min: 0, max: max * 1000 }).map((n) => n / 1000)

/** Any deployment that the command would take. */
export const workloads: fc.Arbitrary<Workload> = fc
  .record({
    eventsPerSecond: fc.oneof(fc.constant(0), size(5), size(2000)),
    eventBytes: fc.integer({ min: 1, max: 200_000 }),
    viewers: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 100_000 })),
    views: fc.integer({ min: 1, max: 8 }),
    some: size(1),
    matching: size(1),
    viewLimit: fc.integer({ min: 1, max: 1000 }),
    viewerHours: size(24),
    visits: size(20),
    flushWindowMs: fc.integer({ min: 0, max: 3000 }),
    retentionDays: fc.integer({ min: 1, max: 365 }),
    deltaRoute: fc.constantFrom('bus' as const, 'sqs' as const),
    store: fc.constantFrom('dynamodb' as const, 'redis' as const),
    search: fc.constantFrom('domain' as const, 'serverless' as const),
    nodes: fc.integer({ min: 1, max: 12 }),
    ocus: fc.integer({ min: 1, max: 12 }),
    endpoints: fc.integer({ min: 1, max: 5 }),
    archiveDays: fc.integer({ min: 0, max: 90 }),
  })
  .map(({ matching, some, ...given }) => {
    const queries = Math.max(1, Math.ceil(given.viewers * given.views * some))
    return { ...defaultWorkload, ...given, queries, matches: queries * matching }
  })
