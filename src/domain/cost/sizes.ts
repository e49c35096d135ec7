/** EventBridge and SQS bill by this much. */
export const queueStep = 65_536
/** A unit of a consistent read. */
export const readStep = 4_096

/** What EventBridge puts around a detail on its way to a queue. */
export const envelopeBytes = 250
/** What ingest adds to an event: id, version, times. */
export const addedBytes = 110
/** What is around a document in a delta. */
export const deltaAddedBytes = 110
/** A delta that goes by reference. */
export const referenceBytes = 150
/** What is around the hits of a frame. */
export const frameAddedBytes = 120
/** Of a snapshot, for each document that a client holds already: its key and version. */
export const keptBytes = 55
/** Most bytes of deltas in one entry of the bus, or message of the queue. */
export const packBytes = 3 * 65_536

/** Rows of the table, as long as those that API Gateway's ids and usual queries make; a broadcast reads a subscriber's for each viewer. */
export const subscriberRowBytes = 100
export const subscriptionRowBytes = 285
export const connectionRowBytes = 210
export const filingRowBytes = 280
/** What a query has beside its filing: its own row, and the number of its channel. */
export const queryRowBytes = 190

/** Partitions of the numbers of `all`, and fields by which events are routed. */
export const allPlaces = 8
export const routableFields = 4
/** How many values each of those fields is taken to have. */
export const valuesPerField = 20
