// How long a client waits for what. In a file of its own: only so are they inlined in the bundle.

/** A request without any answer for this long is sent again. */
export const answerWithinMs = 10_000

/** A live query that has something to repair asks at most so often. */
export const againEveryMs = 1000

/** An opening, a ping and a goodbye are each followed by something within this time, or the link counts as dead. */
export const deadAfterMs = 15_000

/** A link that held so long was a good one: the next failure counts as a first. */
export const soundMs = 10_000

/** Opens that fail in a row, before any succeeded, and count as a refusal: API Gateway gives no other sign of one. */
export const firstOpens = 3
