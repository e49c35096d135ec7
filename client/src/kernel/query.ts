import type { Key } from '../../../src/domain/document/hit.js'
import type { Documents, Hits, Lagging, SnapshotPart } from '../../../src/domain/wire/serverMessage.js'
import type { Fault, LiveState } from '../api.js'
import type { Asked } from './documents.js'
import type { Parts } from './parts.js'
import { isOpen } from './phase.js'
import { emptyView, type View } from './view.js'

/** A snapshot that was asked for and is not complete. */
export interface Request {
  readonly ref: string
  /** `subscribed`, or a part, has come: what tells its queryId. */
  readonly answered: boolean
  /** It mends a break: what it tells of continuity and of what is missed is the caller's to know. */
  readonly mends: boolean
  readonly parts: Parts<SnapshotPart>
}

/** Documents that were asked for by key. */
export interface Fetching {
  readonly ref: string
  readonly asked: Asked
  readonly parts: Parts<Documents>
}

/** One live query at one moment: all that its next step depends on. */
export interface Query {
  /** Makes its refs: `<name>.<n>`. */
  readonly name: string
  /** How many refs were made. */
  readonly refs: number
  /** How many remembered versions are kept. */
  readonly remembers: number
  readonly state: LiveState
  readonly view: View
  readonly request: Request | undefined
  readonly fetching: Fetching | undefined
  /** The ref of the latest subscribe that was answered: names what `unsubscribe` may end. */
  readonly subscribedAs: string | undefined
  /** Messages of another queryId, kept while it may turn out to be this query's. */
  readonly waiting: readonly (Hits | Lagging)[]
  /** Something was shed, or could not be kept, since the last request: it has to be asked again. */
  readonly behind: boolean
  /** What the last snapshot wants fetched before the view is what it told. */
  readonly owed: ReadonlySet<Key>
  readonly continuity: 'complete' | 'lost'
  readonly missed: number
  readonly dropped: number
  readonly verifiedAt: number | undefined
  readonly error: Fault | undefined
}

export function newQuery(name: string, limit: number, remembers = 2000): Query {
  return {
    name,
    refs: 0,
    remembers,
    state: 'connecting',
    view: emptyView(limit),
    request: undefined,
    fetching: undefined,
    subscribedAs: undefined,
    waiting: [],
    behind: false,
    owed: new Set(),
    continuity: 'complete',
    missed: 0,
    dropped: 0,
    verifiedAt: undefined,
    error: undefined,
  }
}

/** True if there are keys to be read and the server knows the query that admits them. */
export function wantsFetch({ state, view, fetching }: Query): boolean {
  return view.wanted.size > 0 && fetching === undefined && view.queryId !== undefined && isOpen(state)
}

/** True if it must be asked again with `since`: at once after `lagging`, at most once a second. */
export function wantsAgain(query: Query): boolean {
  return isOpen(query.state) && query.request === undefined && (query.behind || isShort(query))
}

/** Rule 6: there is more in the index than is held, and room for it. */
function isShort({ view, fetching }: Query): boolean {
  return view.order.length < view.limit && view.end !== undefined && view.wanted.size === 0 && fetching === undefined
}
