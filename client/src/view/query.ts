import type { Hit, Key, Position } from '../../../src/domain/document/hit.js'
import type { Hits, Lagging, SnapshotPart, Unsubscribed } from '../../../src/domain/wire/serverMessage.js'
import type { Fault, LiveState } from '../api.js'
import { KeyMap } from './keyMap.js'
import { defaultLimit } from './limits.js'
import type { Parts } from './parts.js'

/** A version that was heard of and is not held: removed, trimmed, passed over, or still to be read. */
export interface Heard {
  readonly version: number
  readonly matches: boolean
}

/** What a server tells of a query by its queryId. */
export type Telling = Hits | Lagging | Unsubscribed

/** A snapshot that was asked for and is not complete. */
export interface Request {
  readonly ref: string
  /** `subscribed`, or a part, has come: what tells its queryId. */
  readonly answered: boolean
  /** It mends a break: what it tells of continuity and of what is missed is the caller's to know. */
  readonly mends: boolean
  readonly parts: Parts<SnapshotPart>
}

/** Documents that were asked for by key, with the highest version of each that was heard of then. */
export interface Fetching {
  readonly id: string
  readonly asked: ReadonlyMap<Key, number>
  readonly floor: string
}

/** One live query at one moment, and what is known of its view: all that its next step depends on. A value. */
export interface Query {
  /** Begins its refs: `<name>.<n>`. */
  readonly name: string
  /** How many refs were made. */
  readonly refs: number
  readonly state: LiveState
  readonly limit: number
  readonly queryId?: string | undefined

  readonly held: KeyMap<Hit>
  /** The documents held, newest first. */
  readonly order: readonly Hit[]
  /** Nothing beyond it is held. */
  readonly end?: Position | undefined
  /** A live hit of a document not held, with `ingestedAt` up to it, is doubtful. ISO, or '' before the first snapshot. */
  readonly floor: string
  readonly cursor: string
  /** The last message told a cursor, which lies above all that was told up to then. */
  readonly sealed: boolean
  readonly heard: KeyMap<Heard>
  /** What was heard longer ago, and a cursor that lies above all of it: goes first when room is needed. */
  readonly heardBefore: KeyMap<Heard>
  readonly heardUpTo: string
  /** So many versions of each of the two are remembered. */
  readonly remembers: number
  /** To be read by key. */
  readonly wanted: KeyMap<true>
  readonly fetching?: Fetching | undefined

  readonly request?: Request | undefined
  /** What was applied since it was asked for, and under which queryId. */
  readonly applied: KeyMap<string>
  /** The newest position trimmed or passed over since. */
  readonly passed?: Position | undefined
  /** The ref of the latest subscribe that was answered: names what `unsubscribe` may end. */
  readonly subscribedAs: string
  /** Messages of another queryId, kept while it may turn out to be this query's. */
  readonly waiting: readonly Telling[]
  /** Something was shed, or could not be kept, since the last request: it has to be asked again. */
  readonly behind: boolean
  /** What the last snapshot wants read before the view is what it told. */
  readonly owed: readonly Key[]

  readonly total: number
  /** The cursor up to which `total` counted when it came. */
  readonly countedTo: string
  /** Of what lies up to here (undefined: of everything), it counted what the snapshot listed, and nothing else. */
  readonly countedEnd?: Position | undefined
  readonly continuity: 'complete' | 'lost'
  readonly missed: number
  readonly dropped: number
  readonly error?: Fault | undefined
}

export function newQuery(name: string, limit: number = defaultLimit, remembers = 1000): Query {
  return {
    name,
    refs: 0,
    state: 'connecting',
    limit,
    held: new KeyMap(),
    order: [],
    floor: '',
    cursor: '',
    sealed: true,
    heard: new KeyMap(),
    heardBefore: new KeyMap(),
    heardUpTo: '',
    remembers,
    wanted: new KeyMap(),
    applied: new KeyMap(),
    subscribedAs: '',
    waiting: [],
    behind: false,
    owed: [],
    total: 0,
    countedTo: '',
    continuity: 'complete',
    missed: 0,
    dropped: 0,
  }
}

/** States in which the connection that serves the query is open. */
export function isOpen(state: LiveState): boolean {
  return state !== 'connecting' && state !== 'disconnected' && state !== 'closed'
}

/** True if a message of `queryId` is this query's, or may turn out to be. */
export function concerns(query: Query, queryId: string): boolean {
  return query.queryId === queryId || query.request?.answered === false
}

/** True if there are keys to be read, and the server knows the query that admits them. */
export function wantsFetch({ state, queryId, wanted, fetching }: Query): boolean {
  return wanted.size > 0 && !fetching && !!queryId && isOpen(state)
}

/**
 * True if it must be asked again with `since`, at most once a second: something was shed, or (rule 6) there is more in
 * the index than is held, and room for it.
 */
export function wantsAgain({ state, request, behind, order, limit, end, wanted, fetching }: Query): boolean {
  const isShort = order.length < limit && !!end && !wanted.size && !fetching
  return isOpen(state) && !request && (behind || isShort)
}
