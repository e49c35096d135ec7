// Those of the wire that a client keeps to (`messageLimits` of the domain), as constants that cost no bytes.
export const frameBytes = 32_768
export const fetchKeys = 100
export const defaultLimit = 100
/** Messages of a query without a name, until it has one. */
export const waitingMost = 1000
