import { messageLimits, type OlderRequest } from '../../domain/wire/clientMessage.js'
import { olderMessage } from '../../domain/wire/outlines.js'
import type { Connection } from '../../ports/connection.js'
import type { Answers } from './answers.js'
import type { SessionParts } from './parts.js'
import { planQuery } from './planQuery.js'
import { endOf, hitItem } from './snapshot.js'

/** The next documents before a position, for paging back and export. */
export async function older(
  parts: SessionParts,
  answers: Answers,
  connection: Connection,
  { ref, query, before, limit = messageLimits.defaultLimit }: OlderRequest,
): Promise<void> {
  const planned = planQuery(query, connection.identity.claims, parts.access)
  if (!planned.ok) return answers.error(connection, planned.refusal, ref)
  if (before === undefined) await parts.catchUp.caughtUp()
  const { hits } = await parts.index.search(planned.value.where, {
    limit,
    ...(before === undefined ? {} : { before }),
  })
  await answers.send(connection, olderMessage(ref, hits.map(hitItem), endOf(hits, limit).end))
}
