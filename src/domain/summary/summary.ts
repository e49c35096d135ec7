import type { Bucket } from '../wire/serverMessage.js'

/** What a chart asks of the past. Fields are checked against the schema before. */
export interface SummaryRequest {
  /** ISO; the first bucket is the one that holds it. */
  readonly from: string
  readonly intervalMs: number
  readonly by?: string
  readonly distribution?: string
  readonly facets: readonly string[]
}

export interface Summary {
  /** Documents with `ingestedAt` up to it are counted. */
  readonly asOf: string
  readonly total: number
  readonly buckets: readonly Bucket[]
  readonly facets?: { readonly [field: string]: readonly (readonly [string, number])[] }
}
