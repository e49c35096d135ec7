/** Dollars for one unit; or, where more of it is cheaper, by steps: up to how much, and for how much. The last has no end. */
export type Price = number | readonly (readonly [upTo: number | null, price: number])[]

/** Prices of one Region, in US dollars without tax. Where a name says `million`, for a million of them. */
export interface RegionPrices {
  readonly eventbridge: { readonly millionEvents: Price; readonly archivedGb: Price; readonly archiveGbMonth: Price }
  readonly sqs: { readonly millionRequests: Price }
  readonly lambda: { readonly millionRequests: Price; readonly gbSecond: Price }
  readonly dynamodb: {
    readonly millionReads: Price
    readonly millionWrites: Price
    readonly gbMonth: Price
    readonly backupGbMonth: Price
  }
  readonly apigateway: {
    readonly millionMessages: Price
    readonly millionMinutes: Price
    readonly millionHttpRequests: Price
  }
  readonly opensearch: {
    readonly instanceHour: Readonly<Record<string, number>>
    readonly gp3GbMonth: Price
    readonly ocuHour: Price
    readonly serverlessGbMonth: Price
  }
  readonly elasticache: { readonly nodeHour: Readonly<Record<string, number>> }
  readonly nat: { readonly hour: Price; readonly gb: Price }
  readonly cloudwatch: {
    readonly logGb: Price
    readonly logGbMonth: Price
    readonly metricMonth: Price
    readonly alarmMonth: Price
  }
  readonly cloudfront: { readonly gb: Price; readonly millionRequests: Price }
  readonly s3: { readonly gbMonth: Price }
  readonly transfer: { readonly gb: Price }
}

export interface Prices {
  /** When they were written down, as `2026-11-24`. */
  readonly date: string
  /** How far they can be trusted. */
  readonly note: string
  /** The page of each service that they come from. */
  readonly sources: Readonly<Record<keyof RegionPrices, string>>
  readonly regions: Readonly<Record<string, RegionPrices>>
}

/** What so much of something costs. */
export function priceOf(quantity: number, price: Price): number {
  if (typeof price === 'number') return quantity * price
  let left = quantity
  let from = 0
  let cost = 0
  for (const [upTo, each] of price) {
    const here = Math.min(left, (upTo ?? Number.POSITIVE_INFINITY) - from)
    cost += here * each
    left -= here
    from = upTo ?? from
    if (left <= 0) break
  }
  return cost
}
