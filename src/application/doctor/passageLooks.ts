import { own } from '../../domain/json.js'
import type { Passage } from './follow.js'
import { broken, type Look, unasked, well } from './hops.js'

/** What a probe that was followed shows of each part of its way. Where it was told, all of it is seen. */
export interface PassageLooks {
  readonly bus: Look
  readonly ingest: Look
  readonly write: Look
  readonly post: Look
}

const notSent = unasked('no synthetic event was sent: what is broken before it has to be mended first')
export const noPassage: PassageLooks = { bus: notSent, ingest: notSent, write: notSent, post: notSent }

/** `lost`: what is known of a probe that was taken and never told. */
export function passageLooks(passage: Passage, lost?: Pick<PassageLooks, 'ingest' | 'post'>): PassageLooks {
  const { hit, sent, takenMs, times, toldMs, unheard } = passage
  if (unheard?.refused === false) {
    const mend = 'see what the log of those who answer requests says'
    return { ...noPassage, post: broken(`the probe's own subscription was not answered: ${unheard.why}`, mend) }
  }
  if (unheard !== undefined) {
    const mend =
      'give credentials that may see something; a server from before this version knows no probes: upgrade it'
    return {
      ...noPassage,
      post: broken(`the probe's own channel cannot be subscribed: ${unheard.why}`, mend, 'authorizer'),
    }
  }
  if (sent === undefined) return noPassage
  if (sent !== 'taken') {
    const mend = sent.access
      ? "sending needs a key with the scope write, or a producer's key in AWS_ACCESS_KEY_ID and its kin; on AWS events:PutEvents"
      : 'send it again; if it stays so, see what the bus and its log say'
    const hop = sent.access ? 'credentials' : 'bus'
    return { ...noPassage, bus: broken(`the synthetic event was not taken: ${sent.refused}`, mend, hop) }
  }
  const bus = well(`taken after ${takenMs} ms`)
  if (hit === undefined) return { ...noPassage, bus, write: unasked('it was not told'), ...lost }
  return {
    bus,
    ingest: well('passed it on'),
    write: own(hit, 'stored') === true ? well('written, found, removed') : unwritten(String(own(hit, 'why') ?? '')),
    post: well(times === 1 ? `told after ${toldMs} ms` : `told after ${toldMs} ms, ${times} times`),
  }
}

function unwritten(why: string): Look {
  return broken(
    `the index did not take the synthetic event: ${why}`,
    'read the reason: a block (read_only_allow_delete means that a disk is full), rights of the ingest role, missing shards',
  )
}
