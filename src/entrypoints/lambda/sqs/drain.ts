import type { QueueMessage } from './queueMessage.js'

/** Most messages in one flush, and most bytes of them. */
const bounds = { messages: 200, bytes: 4_194_304 } as const

export interface DrainParts {
  readonly queue: { receive(max: number): Promise<readonly QueueMessage[]> }
  readonly windowMs: number
  /** Until this function's own time is over, in milliseconds. */
  readonly remainingMs: () => number
  readonly now: () => number
}

/** What posting and settling may need once nothing more is taken, in milliseconds. */
const reserveMs = 9000

/**
 * Goes on taking what waits, so that one flush tells it all: what was posted to a connection once costs once. Ends with the
 * window, with a queue that has no more, and in time. What it answers is the caller's to delete.
 */
export async function drain(parts: DrainParts, held: readonly QueueMessage[]): Promise<readonly QueueMessage[]> {
  const { now, queue, remainingMs, windowMs } = parts
  const taken: QueueMessage[] = []
  const seen = new Set(held.map((message) => message.messageId))
  const until = now() + windowMs
  let bytes = held.reduce((sum, message) => sum + message.body.length, 0)
  while (taken.length < bounds.messages && bytes < bounds.bytes && now() < until && remainingMs() > reserveMs) {
    const received = await queue.receive(10)
    if (received.length === 0) break
    for (const message of received) {
      // A standard queue may hand one over twice; both handles have to be deleted.
      if (!seen.has(message.messageId)) bytes += message.body.length
      seen.add(message.messageId)
      taken.push(message)
    }
  }
  return taken
}
