import type { Key } from '../../domain/document/hit.js'
import type { Write, Written } from '../../ports/hitIndex.js'
import { encodeDocument } from './documentRow.js'
import type { Change } from './groupCommit.js'
import type { RowWrite, Structures } from './structures.js'

export interface DocumentWritesOptions {
  readonly rows: Change['rows']
  readonly commit: (changes: readonly Change[]) => Promise<void>
  readonly structures: Structures
  /** The highest number of a row so far. */
  readonly last: number
}

interface Call {
  readonly documents: readonly Write[]
  resolve(written: readonly Written[]): void
  reject(fault: unknown): void
}

/** A write that won against what is stored, with its place in the group. */
interface Fresh {
  readonly at: number
  readonly write: RowWrite
  readonly row: Buffer
}

/** Most documents of one group: so much waits for one answer of the disk. */
const mostOfAGroup = 5000

/**
 * Writes of many callers, in groups, one group after the other: what each is decided against stands until it is in memory.
 * The disk comes first, so that nobody is shown what a crash could take back.
 */
export class DocumentWrites {
  readonly #options: DocumentWritesOptions
  readonly #calls: Call[] = []
  #sequence: number
  #running = false

  constructor(options: DocumentWritesOptions) {
    this.#options = options
    this.#sequence = options.last
  }

  write(documents: readonly Write[]): Promise<readonly Written[]> {
    return new Promise((resolve, reject) => {
      this.#calls.push({ documents, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#calls.length > 0) {
      const calls = this.#group()
      try {
        const written = await this.#write(calls.flatMap(({ documents }) => documents))
        let from = 0
        for (const { documents, resolve } of calls) {
          resolve(written.slice(from, from + documents.length))
          from += documents.length
        }
      } catch (fault) {
        for (const { reject } of calls) reject(fault)
      }
    }
    this.#running = false
  }

  /** The next calls, up to one that has a key of an earlier one: it is decided against what that one leaves. */
  #group(): Call[] {
    const keys = new Set<Key>()
    let end = 0
    for (; end < this.#calls.length; end++) {
      const { documents } = this.#calls[end] as Call
      const isFull = end > 0 && keys.size + documents.length > mostOfAGroup
      if (isFull || documents.some(({ key }) => keys.has(key))) break
      for (const { key } of documents) keys.add(key)
    }
    return this.#calls.splice(0, end)
  }

  async #write(documents: readonly Write[]): Promise<readonly Written[]> {
    const { commit, rows, structures } = this.#options
    const held = await structures.get(documents.map(({ key }) => key))
    const written: Written[] = []
    const fresh: Fresh[] = []
    for (const [at, document] of documents.entries()) {
      if (held.get(document.key)?.token === document.token) {
        const row = encoded(document)
        written.push(row === undefined ? { refused: tooDeep } : 'written')
        if (row !== undefined) fresh.push({ at, row, write: { ...document, sequence: ++this.#sequence } })
      } else written.push('conflict')
    }
    const changes: Change[] = []
    for (const { row, write } of fresh) {
      changes.push({ rows, key: write.sequence, value: row })
      if (write.token !== undefined) changes.push({ rows, key: Number(write.token) })
    }
    try {
      await commit(changes)
    } catch (fault) {
      for (const { at } of fresh) written[at] = { retry: fault }
      return written
    }
    const applied = await structures.write(fresh.map(({ write }) => write))
    const undone: Fresh[] = []
    for (const [i, one] of fresh.entries()) {
      const answer = applied[i] ?? { retry: 'no answer' }
      written[one.at] = answer
      if (answer !== 'written') undone.push(one)
    }
    await this.#undo(undone, written)
    return written
  }

  /** What the structures refuse may not stay on the disk: the row goes, and the one that it replaced comes back. */
  async #undo(undone: readonly Fresh[], written: Written[]): Promise<void> {
    if (undone.length === 0) return
    const { commit, rows, structures } = this.#options
    const held = await structures.get(undone.map(({ write }) => write.key))
    const changes: Change[] = []
    for (const { write } of undone) {
      const before = held.get(write.key)
      changes.push({ rows, key: write.sequence })
      if (before === undefined || before.token !== write.token) continue
      changes.push({ rows, key: Number(before.token), value: encodeDocument(before.stored) })
    }
    try {
      await commit(changes)
    } catch (fault) {
      for (const { at } of undone) written[at] = { retry: fault }
    }
  }
}

const tooDeep = { code: 'too_deep', message: 'the document is nested too deep to be kept' }

/** Undefined where it is nested deeper than JSON can be written. */
function encoded({ next }: Write): Buffer | undefined {
  try {
    return encodeDocument(next)
  } catch {
    return undefined
  }
}
