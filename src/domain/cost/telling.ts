import { type Counts, stepsOf, sum } from './counts.js'
import { callsOf, postShare } from './deployed.js'
import { hitBytes, hitsOfFrame } from './frames.js'
import { deltaBytes, isByReference } from './ingesting.js'
import {
  allPlaces,
  frameAddedBytes,
  queueStep,
  readStep,
  routableFields,
  subscriberRowBytes,
  valuesPerField,
} from './sizes.js'
import type { Workload } from './workload.js'

/** One flush of broadcast: messages of its queue, told together. Means over many may be fractions. */
export interface Flush {
  /** Taken from the queue, up to ten with the call and the others by the function itself. */
  readonly messages: number
  readonly deltas: number
  /** Distinct queries that any of them matched, and viewers of each. */
  readonly queries: number
  readonly viewersOfQuery: number
  /** Viewers who get something, and how many of the deltas each. */
  readonly viewers: number
  readonly hitsOfViewer: number
}

/** What a flush takes before it posts, and how long a post is on its way. Milliseconds, assumed. */
const flushMs = { read: 25, post: 30 } as const
/** Messages that Lambda hands over at most, and that one call receives or deletes. */
export const handedOver = 10

export function telling(w: Workload, flush: Flush, gatheringMs = 0): Counts {
  const { deltas, messages, queries, viewersOfQuery, viewers } = flush
  const posts = viewers * framesOf(w, flush)
  const messageBytes = (deltas / Math.max(messages, 1)) * deltaBytes(w)
  const takings = Math.max(1, messages / handedOver)
  return sum(callsOf('broadcast', 1, flushBusyMs(posts) + gatheringMs), isByReference(w) ? { searches: 1 } : {}, {
    // Each taking is a receive and a delete; one that finds the queue empty ends the gathering.
    sqsRequests:
      takings * (stepsOf(messageBytes * Math.min(messages, handedOver), queueStep) + 1) + (gatheringMs > 0 ? 1 : 0),
    reads: placesOf(deltas) + queries * stepsOf(viewersOfQuery * subscriberRowBytes, readStep),
    posts,
    bytesOut: posts * frameAddedBytes + viewers * flush.hitsOfViewer * hitBytes(w),
  })
}

/** Frames that each viewer gets who gets any; each is metered as one message. */
export function framesOf(w: Workload, { hitsOfViewer }: Flush): number {
  return Math.max(1, hitsOfViewer / hitsOfFrame(w))
}

/** How long a flush with so many posts takes: they go side by side, at this function's share of the account's quota. */
export function flushBusyMs(posts: number): number {
  return flushMs.read + (posts > 0 ? flushMs.post : 0) + postingMs(posts)
}

export function postingMs(posts: number): number {
  return (posts / postShare) * 1000
}

/** Numbers that a flush reads: those of `all`, and one for each value that a routable field has in any of the deltas. */
function placesOf(deltas: number): number {
  const distinct = deltas <= 1 ? deltas : valuesPerField * (1 - (1 - 1 / valuesPerField) ** deltas)
  return allPlaces + routableFields * distinct
}
