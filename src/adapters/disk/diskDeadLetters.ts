import type { DeadLetter, DeadLetters } from '../../ports/deadLetters.js'
import type { Telemetry } from '../../ports/telemetry.js'
import type { Folder } from './folder.js'
import type { Change } from './groupCommit.js'
import type { Journal } from './journal.js'

export interface DiskDeadLettersOptions {
  readonly folder: Folder
  /** Settles the events that are buried, in the same transaction. */
  readonly journal: Journal
  readonly maxLetters?: number
  /** Of the letters as they are written. */
  readonly maxBytes?: number
}

interface Totals {
  count: number
  bytes: number
  lost: number
}

/** Longer ids are nobody's: a letter's id is a UUID. */
const longestId = 512
/** Letters that go in one transaction, where the bounds are exceeded. */
const trimmedAtOnce = 1000

/** Dead letters in a folder: the newest that the bounds allow, and a count of those that had to go. */
export class DiskDeadLetters implements DeadLetters {
  readonly #options: Required<DiskDeadLettersOptions>
  #totals: Totals | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: DiskDeadLettersOptions) {
    this.#options = { maxLetters: 100_000, maxBytes: 1_073_741_824, ...options }
  }

  put(letters: readonly DeadLetter[]): Promise<void> {
    return this.#inTurn(async () => {
      const { folder, journal } = this.#options
      const totals = { ...this.#read() }
      const ids = new Set<string>()
      const changes: Change[] = []
      let [place = 0] = [...folder.letters.getKeys({ reverse: true, limit: 1 })]
      for (const letter of letters) {
        if (ids.has(letter.id) || this.#placeOf(letter.id) !== undefined) continue
        ids.add(letter.id)
        const value = Buffer.from(JSON.stringify(letter))
        changes.push({ rows: this.#letters, key: ++place, value })
        changes.push({ rows: this.#places, key: letter.id, value: Buffer.from(String(place)) })
        totals.count++
        totals.bytes += value.length
      }
      const items = letters
        .map(({ item }) => item)
        .filter((item): item is object & typeof item => item instanceof Object)
      if (changes.length > 0) changes.push(this.#kept(totals))
      await journal.settleWith(items, changes)
      this.#totals = totals
      await this.#trim()
    })
  }

  async list({ after, limit }: { readonly after?: string; readonly limit: number }): ReturnType<DeadLetters['list']> {
    const from = after === undefined ? undefined : this.#placeOf(after)
    const range = { start: (from ?? 0) + 1, limit: limit + 1 }
    const found = [...this.#options.folder.letters.getRange(range)].map(({ value }) => read(value))
    const letters = found.slice(0, limit)
    const next = found.length > limit ? letters.at(-1)?.id : undefined
    return { letters, lost: this.#read().lost, ...(next === undefined ? {} : { next }) }
  }

  remove(ids: readonly string[]): Promise<number> {
    return this.#inTurn(async () => {
      const places = [...new Set(ids)].map((id) => this.#placeOf(id)).filter((place) => place !== undefined)
      await this.#delete(places, 0)
      return places.length
    })
  }

  async #trim(): Promise<void> {
    const { folder, maxBytes, maxLetters } = this.#options
    for (;;) {
      let { bytes, count } = this.#read()
      const places: number[] = []
      for (const { key, value } of folder.letters.getRange({ limit: trimmedAtOnce })) {
        if (count <= maxLetters && bytes <= maxBytes) break
        places.push(key)
        count--
        bytes -= value.length
      }
      if (places.length === 0) return
      await this.#delete(places, places.length)
    }
  }

  async #delete(places: readonly number[], lost: number): Promise<void> {
    const totals = { ...this.#read() }
    const changes: Change[] = []
    for (const place of places) {
      const row = this.#options.folder.letters.get(place) as Buffer
      changes.push({ rows: this.#letters, key: place }, { rows: this.#places, key: read(row).id })
      totals.count--
      totals.bytes -= row.length
    }
    totals.lost += lost
    if (changes.length === 0) return
    await this.#options.folder.commit([...changes, this.#kept(totals)])
    this.#totals = totals
  }

  /** One after the other: totals are read, and written with what changes them. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }

  #read(): Totals {
    const row = this.#totals === undefined ? this.#options.folder.about.get('letters') : undefined
    this.#totals ??= row === undefined ? { count: 0, bytes: 0, lost: 0 } : (JSON.parse(row.toString()) as Totals)
    return this.#totals
  }

  #kept(totals: Totals): Change {
    const rows = this.#options.folder.about as Change['rows']
    return { rows, key: 'letters', value: Buffer.from(JSON.stringify(totals)) }
  }

  #placeOf(id: string): number | undefined {
    if (id === '' || id.length > longestId) return undefined
    const row = this.#options.folder.letterPlaces.get(id)
    return row === undefined ? undefined : Number(row.toString())
  }

  get #letters(): Change['rows'] {
    return this.#options.folder.letters as Change['rows']
  }
  get #places(): Change['rows'] {
    return this.#options.folder.letterPlaces as Change['rows']
  }
}

function read(row: Buffer): DeadLetter {
  return JSON.parse(row.toString()) as DeadLetter
}

/**
 * Dead letters as a bus in memory puts them, which can do nothing about a fault: it is told, and an event that was not
 * buried stays in the journal and comes again when the folder is opened again.
 */
export function tellingFaults(letters: DeadLetters, telemetry: Pick<Telemetry, 'fault'>): DeadLetters {
  return {
    list: (page) => letters.list(page),
    remove: (ids) => letters.remove(ids),
    put: (given) => letters.put(given).catch((fault) => telemetry.fault('disk', fault)),
  }
}
