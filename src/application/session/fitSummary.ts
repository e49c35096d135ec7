import { type Counts, fitNames } from '../../domain/summary/fitNames.js'
import type { Summary } from '../../domain/summary/summary.js'
import type { Bucket } from '../../domain/wire/serverMessage.js'

/**
 * Bytes for the names of one bucket, for its bins, and for the names of all facets: what stands in one part at most, so
 * that with its envelope it fits a frame.
 */
const bucketNames = 8192
const facetNames = 10_240
/** A bin takes up to 18 bytes; 480 of them span twenty-four decades. */
const mostBins = 480

/** A summary whose parts fit a frame each: values of a field may have thousands of characters, and 32 KB are all there is. */
export function fitSummary(summary: Summary): Summary {
  const { buckets, facets, ...rest } = summary
  return {
    ...rest,
    buckets: buckets.map(fitBucket),
    ...(facets === undefined ? {} : { facets: fitFacets(facets) }),
  }
}

function fitFacets(facets: { readonly [field: string]: Counts }): { readonly [field: string]: Counts } {
  const entries = Object.entries(facets)
  const each = Math.floor(facetNames / Math.max(1, entries.length))
  return Object.fromEntries(entries.map(([field, counts]) => [field, fitNames(counts, each)]))
}

function fitBucket({ by, bins, ...bucket }: Bucket): Bucket {
  return {
    ...bucket,
    ...(by === undefined ? {} : { by: Object.fromEntries(fitNames(Object.entries(by), bucketNames)) }),
    ...(bins === undefined ? {} : { bins: fitBins(bins) }),
  }
}

type Bins = NonNullable<Bucket['bins']>

/** The lowest of too many bins are counted in the lowest that stays: upper percentiles hold, and so does the sum. */
function fitBins(bins: Bins): Bins {
  if (bins.length <= mostBins) return bins
  const sorted = [...bins].sort(([a], [b]) => (a ?? -Infinity) - (b ?? -Infinity))
  const lowest = sorted.slice(0, -mostBins).reduce((sum, [, count]) => sum + count, 0)
  const [[first, count], ...others] = sorted.slice(-mostBins) as unknown as [Bins[number], ...Bins[number][]]
  return [[first, count + lowest], ...others]
}
