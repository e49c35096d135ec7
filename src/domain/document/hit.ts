import type { Json } from '../json.js'

/** A document before it is stored: declared and undeclared fields. Times are ISO-8601, UTC, milliseconds. */
export interface Draft {
  readonly eventId: string
  /** Integer >= 1. */
  readonly version: number
  readonly '@timestamp': string
  readonly [field: string]: Json
}

/** A document as stored and as sent. */
export interface Hit extends Draft {
  /** When it was written, by the clock of who wrote it. */
  readonly ingestedAt: string
}

/** `YYYY-MM-DD/<eventId>`: the day of `@timestamp`, and the id. */
export type Key = string

/** A place in the order of a view: newest first, then by id. */
export type Position = readonly [timestamp: string, eventId: string]

/** An earlier version, and when it was superseded. */
export interface Superseded {
  readonly hit: Hit
  readonly at: string
}

/**
 * A document with its trail. `earlier`, newest first: the last version always and whole, others (declared fields only)
 * superseded less than `maxDeltaAge` ago, at most eight in all. Never on the wire.
 */
export interface Stored {
  readonly hit: Hit
  readonly earlier: readonly Superseded[]
}

/** What one write changed. `was`: all versions of the trail, newest first; the patch is derived from the first. */
export type Delta =
  | { readonly key: Key; readonly now: Hit; readonly was: readonly Hit[] }
  | { readonly key: Key; readonly byReference: true; readonly ingestedAt: string }
