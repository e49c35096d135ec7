import { compileWhere } from '../../domain/query/matcher.js'
import { subjectOf } from '../../domain/query/subject.js'
import type { FetchRequest } from '../../domain/wire/clientMessage.js'
import { documentsMessage } from '../../domain/wire/outlines.js'
import { itemBytes } from '../../domain/wire/pack.js'
import { piecesOf } from '../../domain/wire/pieces.js'
import { fit } from '../../domain/wire/truncate.js'
import type { Connection } from '../../ports/connection.js'
import type { Answers } from './answers.js'
import type { SessionParts } from './parts.js'

/** Reads documents by key, in realtime: only those that the query admits, and with it the holder's rights. */
export async function fetchDocuments(
  parts: SessionParts,
  answers: Answers,
  connection: Connection,
  { ref, queryId, keys, whole = false }: FetchRequest,
): Promise<void> {
  const subscriptions = await parts.store.subscriptions(connection.connectionId)
  const query = subscriptions.find((s) => s.query.queryId === queryId)?.query
  if (query === undefined) {
    const refusal = { code: 'unknown_query', message: 'this connection has no such subscription', path: 'queryId' }
    return answers.error(connection, refusal, ref)
  }
  const found = await parts.index.get([...new Set(keys)])
  const admits = compileWhere(query.where, parts.schema)
  const hits = [...found.values()].map(({ stored }) => stored.hit).filter((hit) => admits(subjectOf(hit, parts.schema)))
  const items = hits.map((hit) => ({ hit, item: fit(hit, itemBytes) }))
  const inPieces = whole ? items.filter(({ item }) => item.cut) : []
  const others = whole ? items.filter(({ item }) => !item.cut) : items
  const pieces = inPieces.flatMap(({ hit }) => piecesOf(hit))
  const sent = others.map(({ item }) => item)
  await answers.send(connection, documentsMessage(ref, queryId, sent, pieces))
}
