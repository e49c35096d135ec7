import type { Hit, Key } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { comparePositions, positionOf } from '../../../src/domain/document/order.js'
import { type Coverage, disconnected, mended, opened, returned } from './coverage.js'
import type { Part } from './frames.js'
import { Pace } from './pace.js'
import { PaintDelay } from './paintDelay.js'
import type { PolicyName } from './query.js'
import { Rows } from './rows.js'
import { dropped, isSampling, notSampling, type Sampling } from './sampling.js'
import { slotMs, slotStart, spanMs } from './slots.js'
import { Tally, type TallyFields } from './tally.js'
import { Versions } from './versions.js'
import type { Change, Client, Live, LiveSnapshot } from './wire.js'

export const viewLimit = 1000
/** Where more hits a second come, new rows are not flashed: nobody could follow it, and all would be tinted. */
const flashLimit = 10
const askAgainMs = 5_000

/** What a return from an absence brought. */
export interface Back {
  readonly awayMs: number
  readonly missed: number
  readonly lost: boolean
}

export interface WatchOptions {
  readonly client: Client
  readonly query: { readonly channel?: string; readonly where?: unknown }
  readonly policy: PolicyName
  readonly latestBy: string
  readonly fields: TallyFields
  /** Epoch ms by the server's clock. */
  readonly now: () => number
  readonly stale: (...parts: readonly Part[]) => void
}

/** One query as it is watched: its live view, and all that is counted of it. Ends with `close`. */
export class Watch {
  readonly rows = new Rows()
  readonly tally: Tally
  readonly pace = new Pace()
  readonly delay = new PaintDelay()
  readonly versions = new Versions()
  readonly live: Live
  sampling: Sampling = notSampling
  coverage: Coverage = opened(Number.NEGATIVE_INFINITY)
  back: Back | undefined
  /** The latest absence that left a gap: it stays in the table after its notice was closed. */
  gap: Back | undefined
  /** The first snapshot is here. */
  answered = false
  /** Until when all is known that was sent; by the server's clock. */
  completeUntil: number | undefined
  /** Left out since the view was last compared with the index. */
  unsent = 0
  sampledSince = 0
  readonly #o: WatchOptions
  readonly #ends: readonly (() => void)[]
  /** Documents written up to it were told, or are in the summary: they are counted, however often they come again. */
  #counted = ''
  #unpainted: Hit[] = []
  readonly #painted = new Map<Key, number>()
  #closed = false

  constructor(options: WatchOptions) {
    this.#o = options
    this.tally = new Tally(options.fields)
    const latest = options.policy === 'latest' ? { latestBy: options.latestBy } : {}
    this.live = options.client.live({ ...options.query, limit: viewLimit, policy: options.policy, ...latest })
    this.#ends = [this.live.onChange((change) => this.#changed(change)), this.live.subscribe(() => this.#stirred())]
  }

  get snapshot(): LiveSnapshot {
    return this.live.getSnapshot()
  }

  get sampled(): boolean {
    return isSampling(this.sampling, this.#o.now())
  }

  close(): void {
    this.#closed = true
    for (const end of this.#ends) end()
    this.live.close()
  }

  /** Hits told since the last frame are on the screen now. */
  painted(now: number): void {
    for (const hit of this.#unpainted) {
      this.delay.add(now - Date.parse(hit.ingestedAt))
      this.#painted.set(keyOf(hit), Math.max(now, Date.parse(hit.ingestedAt)))
    }
    for (const key of this.#painted.keys()) if (this.#painted.size > viewLimit) this.#painted.delete(key)
    this.#unpainted = []
  }

  /** Nobody looked: what came meanwhile tells nothing of how fast it is painted. */
  unseen(): void {
    this.#unpainted = []
  }

  /** When a document was first on the screen, if it came while the page watched. */
  paintedAt(key: Key): number | undefined {
    return this.#painted.get(key)
  }

  #stirred(): void {
    const { state, hits } = this.snapshot
    this.rows.set(hits)
    if (state === 'disconnected' && this.answered) {
      this.coverage = disconnected(this.coverage, this.completeUntil ?? this.#o.now())
    }
    this.#o.stale('page', 'rows', 'charts')
  }

  #changed(change: Change): void {
    const now = this.#o.now()
    const view = this.snapshot
    const counted = this.#counted
    const again = change.snapshot && this.answered
    if (change.snapshot) this.#compared(change, view, now)
    for (const hit of change.added) {
      if (again && hit.ingestedAt <= counted) continue
      this.tally.add(hit)
      this.pace.add(Date.parse(hit['@timestamp']), 1)
    }
    for (const { before, after } of change.changed) {
      this.tally.change(before, after)
      this.versions.note(before, after)
      this.rows.tellChanged(after, now)
    }
    // What the index lost was there: the bars keep it, and the rows go below the gap.
    const gone = change.snapshot && view.continuity === 'lost' ? [] : change.removed
    for (const hit of gone) {
      this.tally.remove(hit, new Date(now).toISOString())
      this.rows.tellRemoved(hit, now)
    }
    if (change.dropped > 0) {
      if (this.unsent === 0) this.sampledSince = now
      this.sampling = dropped(this.sampling, change.dropped, now)
      this.unsent += change.dropped
      this.tally.unsent(change.dropped, now)
      this.pace.add(now, change.dropped)
    }
    if (!change.snapshot && this.#unpainted.length < 1000) this.#unpainted.push(...change.added)
    this.rows.tellAdded(change.added, now, !change.snapshot && this.pace.perSecond(now) <= flashLimit)
    this.rows.set(view.hits)
    this.completeUntil = now
    if (view.cursor !== undefined && view.cursor > this.#counted) this.#counted = view.cursor
    this.#o.stale('page', 'rows', 'charts', 'figures')
  }

  /** The view is whole again: the first time, after an absence, or because it was compared now and then. */
  #compared(change: Change, view: LiveSnapshot, now: number): void {
    const last = view.hits.at(-1)
    const heldFrom = last && view.end ? Date.parse(last['@timestamp']) : Number.NEGATIVE_INFINITY
    this.unsent = 0
    if (!this.answered) {
      this.answered = true
      this.coverage = opened(heldFrom)
      this.pace.since = heldFrom
      void this.#askPast()
      return
    }
    const lost = view.continuity === 'lost'
    const { downSince } = this.coverage
    const gap = lost || view.missed > 0
    if (gap || downSince !== undefined) {
      this.back = { awayMs: downSince === undefined ? 0 : now - downSince, missed: view.missed, lost }
      if (gap) this.gap = this.back
    }
    if (gap)
      this.rows.keepPast([...change.trimmed, ...(lost ? change.removed : [])].sort(newestFirst).slice(0, viewLimit))
    this.coverage = returned(this.coverage, now, { missed: view.missed, lost, heldFrom })
    const unsent = this.sampling.last > 0
    if (!this.sampled) this.sampling = notSampling
    if (gap || unsent) void this.#askPast(lost ? slotStart(downSince ?? now) : undefined)
  }

  /** Asks for the ten minutes before. Where it fails, again after a while: until then the charts say "not held". */
  async #askPast(from?: number): Promise<void> {
    const { client, query, fields, now, stale } = this.#o
    this.tally.expect()
    try {
      const summary = await client.summarize({
        query,
        from: new Date(slotStart(now()) - spanMs).toISOString(),
        interval: `${slotMs / 1000}s`,
        ...(fields.level === undefined ? {} : { by: fields.level }),
        ...(fields.latency === undefined ? {} : { distribution: fields.latency }),
        facets: fields.facets,
      })
      if (this.#closed) return
      this.tally.fill(summary, from)
      this.coverage = mended(this.coverage)
      stale('charts', 'figures')
    } catch {
      setTimeout(() => void (this.#closed || this.#askPast(from)), askAgainMs)
    }
  }
}

const newestFirst = (a: Hit, b: Hit) => comparePositions(positionOf(a), positionOf(b))
