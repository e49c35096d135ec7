import type { Hit, Key, Position } from '../../../src/domain/document/hit.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { positionOf } from '../../../src/domain/document/order.js'
import { olderLimit } from './rows.js'
import type { Watch } from './watch.js'
import type { Client } from './wire.js'

export type OlderState = 'idle' | 'loading' | 'end' | 'failed' | 'full'
const page = 200

/** What the viewer does with the table: where they point, what is open, and whether rows hold still for it. */
export class Table {
  paused = false
  pausedAt: number | undefined
  pointed: Key | undefined
  open: Key | undefined
  /** The line of the open document that the pointer or the focus is on. */
  line: string | undefined
  older: OlderState = 'idle'
  /** Documents that were fetched whole. */
  readonly whole = new Map<Key, Hit>()
  /** Set when rows go back to the newest: the view scrolls there. */
  toTop = false
  #scrolled = false
  #pressed = false
  #watch: Watch | undefined
  readonly #stale: () => void
  #before: Position | undefined

  constructor(stale: () => void) {
    this.#stale = stale
  }

  attach(watch: Watch | undefined): void {
    this.#watch = watch
    this.whole.clear()
    this.newest()
  }

  pause(paused: boolean, now: number): void {
    this.paused = paused
    this.pausedAt = paused ? now : undefined
    if (paused) this.#hold()
    else this.newest()
  }

  scrolled(away: boolean): void {
    if (this.#scrolled === away) return
    this.#scrolled = away
    this.#hold()
  }

  /** While a button is down rows hold still, so that it comes up on the row on which it went down. */
  press(down: boolean): void {
    this.#pressed = down
    this.#hold()
  }

  point(by: number): void {
    const rows = this.#watch?.rows
    if (rows === undefined) return
    const from = this.pointed === undefined ? -1 : rows.indexOf(this.pointed)
    for (let i = from + by; i >= 0 && i < rows.length; i += Math.sign(by)) {
      const item = rows.at(i)
      if (item?.kind !== 'hit') continue
      this.pointed = keyOf(item.hit)
      break
    }
    this.#hold()
  }

  toggle(key: Key): void {
    this.open = this.open === key ? undefined : key
    this.pointed = key
    this.line = undefined
    this.#hold()
  }

  /** Closes what is open, then lets go of the pointed row. */
  letGo(): void {
    this.open = undefined
    this.pointed = undefined
    this.line = undefined
    this.#hold()
  }

  /** Scrolls to where the view of before an absence begins. */
  showGap(): void {
    const rows = this.#watch?.rows
    const first = rows?.past[0] ?? rows?.shown.at(-1)
    if (first === undefined) return
    this.pointed = keyOf(first)
    this.#hold()
  }

  newest(): void {
    this.pointed = undefined
    this.open = undefined
    this.line = undefined
    this.#scrolled = false
    this.older = 'idle'
    this.#before = undefined
    this.toTop = true
    const rows = this.#watch?.rows
    rows?.release()
    if (this.paused) rows?.hold(true)
    this.#stale()
  }

  hit(key: Key | undefined): Hit | undefined {
    const rows = this.#watch?.rows
    if (key === undefined || rows === undefined) return undefined
    const item = rows.at(rows.indexOf(key))
    if (item?.kind !== 'hit') return undefined
    const whole = this.whole.get(key)
    return whole !== undefined && whole.version >= item.hit.version ? whole : item.hit
  }

  /** Fetches a document that was shortened. Undefined where it could not be read; it may come shortened again. */
  async loadWhole(key: Key): Promise<Hit | undefined> {
    const watch = this.#watch
    const hit = await watch?.live.load(key).catch(() => undefined)
    if (hit === undefined || watch !== this.#watch) return undefined
    this.whole.set(key, hit)
    this.#stale()
    return hit
  }

  /** Reads on where the rows end. `query` as it was subscribed. */
  async readOn(client: Client, query: Parameters<Client['older']>[0]): Promise<void> {
    const rows = this.#watch?.rows
    if (rows === undefined || !rows.held || this.older === 'loading' || this.older === 'end') return
    if (rows.older.length >= olderLimit) this.older = 'full'
    if (this.older === 'full') return
    const last = rows.older.at(-1) ?? rows.shown.at(-1)
    const before = this.#before ?? (last && positionOf(last))
    if (before === undefined) return
    this.older = 'loading'
    rows.keepPast([])
    this.#stale()
    const watch = this.#watch
    const answer = await client.older(query, before, page).catch(() => undefined)
    // Released or another query meanwhile: nobody waits for it any more.
    if (watch !== this.#watch || this.older !== 'loading') return
    if (answer === undefined) this.older = 'failed'
    else {
      rows.addOlder(answer.hits)
      this.#before = answer.end
      this.older = answer.end === undefined ? 'end' : 'idle'
    }
    this.#stale()
  }

  /** Rows hold still while the viewer pauses, scrolled away, points at one or has one open. */
  #hold(): void {
    const rows = this.#watch?.rows
    if (rows === undefined) return
    const pointed = this.pointed !== undefined || this.open !== undefined
    if (this.paused || this.#scrolled || this.#pressed || pointed) rows.hold(this.paused)
    else if (rows.held) this.newest()
    this.#stale()
  }
}
