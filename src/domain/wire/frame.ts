import type { QueryId } from '../query/query.js'

/** What API Gateway carries in one WebSocket frame, in bytes of UTF-8. */
export const frameBytes = 32_768

/** One WebSocket message: UTF-8, at most `frameBytes`, shared by all of its receivers. */
export interface Frame {
  readonly bytes: Uint8Array
  /** For each query the number of changes that a receiver misses if this frame is shed. */
  readonly hits: ReadonlyMap<QueryId, number>
}
