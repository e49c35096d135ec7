import type { Position } from '../document/hit.js'
import type { QueryId } from '../query/query.js'
import type { Item, Outline } from './pack.js'
import type { ServerMessage } from './serverMessage.js'

/** A message that is sent whole, and always fits. */
export function plain(message: ServerMessage): Outline {
  const members = JSON.stringify(message).slice(1, -1)
  return { head: () => members, lists: [], tail: () => '' }
}

export interface Telling {
  readonly queryId: QueryId
  readonly hits: readonly Item[]
  readonly changed: readonly Item[]
  readonly removed: readonly Item[]
  readonly dropped: number
  readonly cursor: string
}

/** What a write changed for one query. */
export function hitsMessage(t: Telling): Outline {
  const head = `"type":"hits","queryId":${JSON.stringify(t.queryId)}`
  const cursor = `"cursor":${JSON.stringify(t.cursor)}`
  const dropped = t.dropped > 0 ? `"dropped":${t.dropped},` : ''
  return {
    queryId: t.queryId,
    dropped: t.dropped,
    head: () => head,
    lists: [
      { name: 'hits', items: t.hits, always: true },
      { name: 'changed', items: t.changed },
      { name: 'removed', items: t.removed },
    ],
    // What was left out is told once, however often the message is split.
    tail: (last) => (last ? dropped + cursor : cursor),
  }
}

export interface SnapshotEnd {
  readonly total: number
  readonly cursor: string
  readonly end?: Position
  readonly continuity: 'complete' | 'lost'
  readonly missed: number
}

/** A whole view; `keep` where it is told since a cursor. */
export function snapshotMessage(
  ref: string,
  queryId: QueryId,
  hits: readonly Item[],
  keep: readonly Item[] | undefined,
  end: SnapshotEnd,
): Outline {
  return parts(
    `"type":"snapshot","ref":${JSON.stringify(ref)},"queryId":${JSON.stringify(queryId)}`,
    [
      { name: 'hits', items: hits, always: true },
      ...(keep === undefined ? [] : [{ name: 'keep', items: keep, always: true }]),
    ],
    members(end),
  )
}

export function documentsMessage(
  ref: string,
  queryId: QueryId,
  hits: readonly Item[],
  pieces: readonly Item[] = [],
): Outline {
  const head = `"type":"documents","ref":${JSON.stringify(ref)},"queryId":${JSON.stringify(queryId)}`
  const lists = [
    { name: 'hits', items: hits, always: true },
    { name: 'pieces', items: pieces },
  ]
  return parts(head, lists, '')
}

export function olderMessage(ref: string, hits: readonly Item[], end: Position | undefined): Outline {
  const tail = end === undefined ? '' : members({ end })
  return parts(`"type":"older","ref":${JSON.stringify(ref)}`, [{ name: 'hits', items: hits, always: true }], tail)
}

export function summaryMessage(
  ref: string,
  buckets: readonly Item[],
  end: { readonly asOf: string; readonly total: number; readonly facets?: object },
): Outline {
  const head = `"type":"summary","ref":${JSON.stringify(ref)}`
  return parts(head, [{ name: 'buckets', items: buckets, always: true }], members(end))
}

function parts(head: string, lists: Outline['lists'], end: string): Outline {
  return {
    head: (part) => `${head},"part":${part}`,
    lists,
    tail: (last) => (last ? `"last":true${end === '' ? '' : `,${end}`}` : '"last":false'),
  }
}

function members(value: object): string {
  return JSON.stringify(value).slice(1, -1)
}
