/** EventBridge and SQS bill by this much. */
export const queueStep = 65_536
/** API Gateway meters messages by this much; our frames are never larger. */
export const frameStep = 32_768
/** A unit of a consistent read. */
export const readStep = 4_096

/** What EventBridge puts around a detail on its way to a queue. */
export const envelopeBytes = 250
/** What ingest adds to an event: id, version, times. */
export const addedBytes = 110
/** What is around a document in a delta. */
export const deltaAddedBytes = 110
/** What is around the hits of a frame. */
export const frameAddedBytes = 120
/** Of a snapshot, for each document that a client holds already: its key and version. */
export const keptBytes = 55
/** Most bytes of deltas in one entry of the bus, or message of the queue. */
export const packBytes = 3 * 65_536

/** A subscriber's row, of which a broadcast reads one for each viewer of what matched: measured. */
export const subscriberRowBytes = 103
/** The row of a filed query. */
export const filingRowBytes = 290
/** All rows of a connection, and of each of its subscriptions. */
export const connectionRowBytes = 260
export const subscriptionRowsBytes = 480

/** Partitions of the numbers of `all`, and fields by which events are routed. */
export const allPlaces = 8
export const routableFields = 4
/** How many values each of those fields is taken to have. */
export const valuesPerField = 20
