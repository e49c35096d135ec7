import { isKey } from '../../domain/document/isKey.js'
import { isProbeChannel } from '../../domain/probe/probe.js'
import { compileWhere } from '../../domain/query/matcher.js'
import { subjectOf } from '../../domain/query/subject.js'
import type { FetchRequest } from '../../domain/wire/clientMessage.js'
import { documentsMessage } from '../../domain/wire/outlines.js'
import { type Item, itemBytes, itemOf } from '../../domain/wire/pack.js'
import { piecesOf } from '../../domain/wire/pieces.js'
import type { Connection } from '../../ports/connection.js'
import type { Answers } from './answers.js'
import type { SessionParts } from './parts.js'
import { hitItem } from './snapshot.js'

/** Reads documents by key, in realtime: only those that the query admits, and with it the holder's rights. */
export async function fetchDocuments(
  parts: SessionParts,
  answers: Answers,
  connection: Connection,
  { ref, queryId, keys, whole = false }: FetchRequest,
): Promise<void> {
  const subscriptions = await parts.store.subscriptions(connection.connectionId)
  const query = subscriptions.find((s) => s.query.queryId === queryId)?.query
  // A probe is nowhere to be read, and its query holds no rights.
  if (query === undefined || query.channels.some(isProbeChannel)) {
    const refusal = { code: 'unknown_query', message: 'this connection has no such subscription', path: 'queryId' }
    return answers.error(connection, refusal, ref)
  }
  const found = await parts.index.get([...new Set(keys)].filter(isKey))
  const admits = compileWhere(query.where, parts.schema)
  const hits = [...found.values()].map(({ stored }) => stored.hit).filter((hit) => admits(subjectOf(hit, parts.schema)))
  const sent: Item[] = []
  const pieces: Item[] = []
  for (const hit of hits) {
    if (whole && itemOf(hit).bytes > itemBytes) pieces.push(...piecesOf(hit))
    else sent.push(hitItem(hit))
  }
  await answers.send(connection, documentsMessage(ref, queryId, sent, pieces))
}
