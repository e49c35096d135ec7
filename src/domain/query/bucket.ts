import type { Matcher } from './matcher.js'
import type { Query } from './query.js'

/** A query in a match index. */
export interface Entry {
  readonly query: Query
  readonly matches: Matcher
  /** The number of the event that last looked at it: filed in several places, it is looked at once. */
  seen: number
}

/** An entry's place in a bucket. */
export interface Filing {
  readonly entry: Entry
  readonly bucket: Bucket
  at: number
}

/** Entries that the same thing in an event calls for. Coming and going costs the same, however many are in it. */
export class Bucket {
  readonly filings: Filing[] = []
  readonly #emptied: () => void

  /** `emptied` is called when the last one has gone, so that the bucket can be dropped. */
  constructor(emptied: () => void) {
    this.#emptied = emptied
  }

  add(entry: Entry): Filing {
    const filing = { entry, bucket: this, at: this.filings.length }
    this.filings.push(filing)
    return filing
  }

  remove(filing: Filing): void {
    const last = this.filings.pop() as Filing
    if (last !== filing) {
      this.filings[filing.at] = last
      last.at = filing.at
    }
    if (this.filings.length === 0) this.#emptied()
  }
}
