/** Whatever this system puts on a bus has this source. */
export const source = 'deltaboard'

/** `detail-type` by topic. */
export const detailTypes = { deltas: 'deltas', welcomes: 'welcomes' } as const

/**
 * Of the rule on the producers' bus that feeds ingest: everything but what looks like a delta, or a rule that sends deltas
 * there by mistake would index them, and tell of that, without end. Nothing else of a producer whose service has this very
 * name is kept out.
 */
export const ingestPattern = {
  $or: [
    { source: [{ 'anything-but': [source] }] },
    { 'detail-type': [{ 'anything-but': [detailTypes.deltas, detailTypes.welcomes] }] },
  ],
} as const

/** Of the rule on the bus of deltas that feeds broadcast. */
export const deltaPattern = { source: [source], 'detail-type': [detailTypes.deltas] } as const
