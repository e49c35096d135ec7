import type { Key, Stored } from '../../domain/document/hit.js'
import type { Where } from '../../domain/query/where.js'
import type { Summary, SummaryRequest } from '../../domain/summary/summary.js'
import type { HitIndex, SearchAnswer, SearchRequest, Write, Written } from '../../ports/hitIndex.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { DocumentWrites } from './documentWrites.js'
import type { Folder } from './folder.js'
import type { Change } from './groupCommit.js'
import { loadDocuments } from './loadDocuments.js'
import { probeFolder } from './probeFolder.js'
import { Removals } from './removals.js'
import type { Structures, StructuresOptions } from './structures.js'

export interface DiskHitIndexOptions {
  /** Open by the time of `prepare`. */
  readonly folder: Folder
  /** Makes an index in memory, empty. */
  readonly structures: (options: StructuresOptions) => Structures
  readonly telemetry: Pick<Telemetry, 'fault'>
}

/**
 * An index in memory whose documents are kept in a folder: a write is on the disk before it is found, and before it is
 * answered. What memory lets go is removed from the disk as well. `prepare` puts all documents back into memory.
 */
export class DiskHitIndex implements HitIndex {
  readonly capabilities = { refresh: 'on-demand', durable: 'disk' } as const
  readonly #options: DiskHitIndexOptions
  #structures: Structures | undefined
  #writes: DocumentWrites | undefined
  #prepared: Promise<void> | undefined

  constructor(options: DiskHitIndexOptions) {
    this.#options = options
  }

  prepare(): Promise<void> {
    this.#prepared ??= this.#load()
    return this.#prepared
  }

  async get(keys: readonly Key[]): Promise<ReadonlyMap<Key, { readonly stored: Stored; readonly token: string }>> {
    return this.#held.get(keys)
  }

  async write(documents: readonly Write[]): Promise<readonly Written[]> {
    if (this.#writes === undefined) throw new Error('the index is not prepared')
    return this.#writes.write(documents)
  }

  async probe(stored: Stored): Promise<Written> {
    return probeFolder(this.#options.folder, stored)
  }

  async refresh(): Promise<void> {}

  async search(where: Where, request: SearchRequest): Promise<SearchAnswer> {
    return this.#held.search(where, request)
  }

  async summarize(where: Where, request: SummaryRequest): Promise<Summary> {
    return this.#held.summarize(where, request)
  }

  async #load(): Promise<void> {
    const { folder, telemetry } = this.#options
    const rows = folder.documents as Change['rows']
    const commit = (changes: readonly Change[]) => folder.commit(changes)
    const heldSince = (): Change => {
      const value = Buffer.from(String(structures.heldSince))
      return { rows: folder.about as Change['rows'], key: 'heldSince', value }
    }
    // What is lost is told by the same transaction that loses it.
    const removals = new Removals(rows, commit, () => [heldSince()])
    const structures = this.#options.structures({
      heldSince: Number(folder.about.get('heldSince')?.toString()),
      onRemoved: (sequence) => removals.add(sequence),
    })
    const { gone, unfit } = await loadDocuments(folder, structures)
    for (const sequence of gone) removals.add(sequence)
    for (const [field, count] of unfit) {
      telemetry.fault(
        'disk',
        new Error(`${count} older documents answer as if ${field} was absent: it is no such type there`),
      )
    }
    const [last = 0] = [...folder.documents.getKeys({ reverse: true, limit: 1 })]
    this.#structures = structures
    this.#writes = new DocumentWrites({ rows, commit, structures, last })
  }

  get #held(): Structures {
    if (this.#structures === undefined) throw new Error('the index is not prepared')
    return this.#structures
  }
}
