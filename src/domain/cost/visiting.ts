import { frameBytes } from '../wire/frame.js'
import { type Counts, stepsOf, sum } from './counts.js'
import { accessLogBytes, callsOf, gbSecondsOf } from './deployed.js'
import { hitBytes, hitsOfFrame } from './frames.js'
import { frameAddedBytes, keptBytes } from './sizes.js'
import type { Workload } from './workload.js'

/** How long each takes, and what a refresh of the index adds; on Serverless there is none to ask for, and the function waits. */
const ms = {
  authorizer: 5,
  connect: 20,
  disconnect: 20,
  ping: 10,
  ask: 40,
  refresh: 60,
  serverlessWait: 10_000,
} as const
/** Of an answer without documents. */
const answerBytes = 150
/** Of a summary: sixty buckets, and the commonest values of some fields. */
const summaryBytes = 6_000

/** `$connect`: who it is, and a row for it. */
export function connecting(w: Workload): Counts {
  const rows = { logBytes: accessLogBytes, ...(w.store === 'dynamodb' ? { writes: 1 } : {}) }
  return sum(callsOf('authorizer', 1, ms.authorizer), callsOf('connect', 1, ms.connect), rows)
}

/** `$disconnect`: its row, and two of each of its views. */
export function disconnecting(w: Workload): Counts {
  const rows = w.store === 'dynamodb' ? { reads: 1, writes: 1 + 2 * w.views } : {}
  return sum(callsOf('disconnect', 1, ms.disconnect), rows, { logBytes: accessLogBytes })
}

/** The connection is looked up, and answered. */
export function pinging(w: Workload): Counts {
  return sum(asking(w, ms.ping), { posts: 1, bytesOut: answerBytes })
}

/** A view of something that others look at as well; with its whole snapshot. */
export function subscribing(w: Workload): Counts {
  const frames = stepsOf(w.viewLimit, hitsOfFrame(w))
  return viewing(w, frames, frames * frameAddedBytes + w.viewLimit * hitBytes(w))
}

/** A view that is verified: asked for anew, and answered by the names of what is held, where it is right. */
export function resubscribing(w: Workload): Counts {
  const bytes = frameAddedBytes + w.viewLimit * keptBytes
  return viewing(w, stepsOf(bytes, frameBytes), bytes)
}

function viewing(w: Workload, frames: number, bytes: number): Counts {
  return sum(asking(w, ms.ask), refreshing(w), {
    // Its connection, itself, and the query; then three rows in one transaction.
    ...(w.store === 'dynamodb' ? { reads: 3, writes: 2 * 3 } : {}),
    searches: 1,
    // That it is subscribed, and its view.
    posts: 1 + frames,
    bytesOut: answerBytes + bytes,
  })
}

/** What who looks at something first adds: the query is filed, under one number of one place. */
export function filing(w: Workload): Counts {
  return w.store === 'dynamodb' ? { reads: 2, writes: 2 * 3 } : {}
}

/** What keeps a filed query for longer. */
export function prolonging(w: Workload): Counts {
  return w.store === 'dynamodb' ? { reads: 2, writes: 2 * 2 } : {}
}

/** The figures and charts of the page, asked for once: the commonest values first, then the counts of each. */
export function summarizing(w: Workload): Counts {
  return sum(asking(w, ms.ask), refreshing(w), { searches: 2, posts: 1, bytesOut: summaryBytes })
}

/** A message from a client, whose connection is looked up. */
function asking(w: Workload, milliseconds: number): Counts {
  const rows = w.store === 'dynamodb' ? { reads: 1 } : {}
  return sum(callsOf('message', 1, milliseconds), { received: 1, logBytes: accessLogBytes }, rows)
}

/** A refresh of the index, agreed on by one row, when nobody else leads one. */
function refreshing(w: Workload): Counts {
  if (w.search === 'serverless') return { gbSeconds: gbSecondsOf('message', ms.serverlessWait) }
  const turn = w.store === 'dynamodb' ? { reads: 1, writes: 3 } : {}
  return { refreshes: 1, ...turn, gbSeconds: gbSecondsOf('message', ms.refresh) }
}
