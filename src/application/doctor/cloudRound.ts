import type { ExaminedCloud } from '../../ports/examinedCloud.js'
import { cloudChecks, type Installation } from './cloudChecks.js'
import { broken, unasked, well } from './hops.js'
import type { PassageLooks } from './passageLooks.js'
import { type Round, type RoundParts, roundOf } from './round.js'

/** Looks at an installation on AWS, hop by hop, and lets one probe go the whole way. */
export function cloudRound(cloud: ExaminedCloud, its: Installation, parts: RoundParts): Promise<Round> {
  return roundOf(
    {
      before: () => cloudChecks(cloud, its),
      open: () => cloud.open(),
      send: (detail) => cloud.send(detail),
      lost: () => lostInCloud(cloud, its),
    },
    parts,
  )
}

/** A probe is never set back: whose queue it still lies in was never called, or came to no end. */
async function lostInCloud(cloud: ExaminedCloud, its: Installation): Promise<Pick<PassageLooks, 'ingest' | 'post'>> {
  const post = unasked('it did not come so far')
  const [events, deltas] = await Promise.all([cloud.queue(its.queues.events), cloud.queue(its.queues.deltas)])
  if ('waiting' in events && events.waiting > 0) {
    const why = `it was taken, and ${events.waiting} messages wait for ingest`
    return { ingest: broken(why, 'see whether ingest is throttled, and what its log says', 'mapping'), post }
  }
  if ('waiting' in deltas && deltas.waiting > 0) {
    const why = `it was ingested, and ${deltas.waiting} messages wait for broadcast`
    const stuck = broken(why, 'see whether broadcast is throttled, and what its log says', 'mapping')
    return { ingest: well('passed it on'), post: stuck }
  }
  const why = 'it was taken, waits in no queue, and never came to the socket'
  const mend = 'see what the logs of ingest and broadcast say of it, and whether the rules match it'
  return { ingest: unasked('not to be seen from outside'), post: broken(why, mend) }
}
