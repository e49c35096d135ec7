import type { Documents } from './documents.js'
import type { Segment } from './segment.js'

/** How many documents move for each one written: the sparsest segment is emptied faster than new dead ones come. */
const movesPerWrite = 4

/**
 * Updates leave dead documents behind, whose cells cost memory and time. Once there are more of them than of half of the
 * living, segments are emptied, the sparsest first, a few documents a write: there is never a long pause.
 */
export class Compaction {
  readonly #documents: Documents
  readonly #tolerated: number
  #from: { readonly segment: Segment; readonly number: number; next: number } | undefined

  /** `tolerated`: so many dead documents are let be, whatever the number of the living. */
  constructor(documents: Documents, tolerated: number) {
    this.#documents = documents
    this.#tolerated = tolerated
  }

  step(): void {
    const documents = this.#documents
    if (this.#from === undefined) {
      const dead = documents.cells - documents.count
      if (dead <= Math.max(documents.count / 2, this.#tolerated)) return
      const number = documents.sparsest()
      if (number === undefined) return
      this.#from = { segment: documents.segment(number) as Segment, number, next: 0 }
    }
    const from = this.#from
    for (let moved = 0; moved < movesPerWrite && from.next < from.segment.size; from.next++) {
      const entry = from.segment.entry(from.next)
      if (entry === undefined) continue
      documents.put(entry, documents.find(entry.key))
      moved++
    }
    if (from.next === from.segment.size) this.#from = undefined
  }
}
