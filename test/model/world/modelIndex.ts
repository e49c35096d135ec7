import { MemoryHitIndex } from '../../../src/adapters/memory/index/memoryHitIndex.js'
import type { Key, Stored } from '../../../src/domain/document/hit.js'
import type { Schema } from '../../../src/domain/fields.js'
import type { Where } from '../../../src/domain/query/where.js'
import type { SummaryRequest } from '../../../src/domain/summary/summary.js'
import type { Clock } from '../../../src/ports/clock.js'
import type { HitIndex, SearchAnswer, SearchRequest, Write, Written } from '../../../src/ports/hitIndex.js'

/** The memory index as OpenSearch behaves: `get` and `write` in realtime, searches as of the last refresh. */
export class ModelIndex implements HitIndex {
  readonly capabilities = { refresh: 'on-demand', durable: 'replicated' } as const
  readonly #stored: MemoryHitIndex
  readonly #searched: MemoryHitIndex
  #unrefreshed: Write[] = []

  constructor(schema: Schema, clock: Clock, retentionMs: number) {
    const options = { schema, clock, retentionMs, maxDocuments: 1000, maxBytes: 64 << 20, segments }
    this.#stored = new MemoryHitIndex(options)
    this.#searched = new MemoryHitIndex(options)
  }

  get(keys: readonly Key[]): ReturnType<HitIndex['get']> {
    return this.#stored.get(keys)
  }

  async write(documents: readonly Write[]): Promise<readonly Written[]> {
    const written = await this.#stored.write(documents)
    this.#unrefreshed.push(...documents.filter((_, i) => written[i] === 'written'))
    return written
  }

  probe(stored: Stored): Promise<Written> {
    return this.#stored.probe(stored)
  }

  async refresh(): Promise<void> {
    for (const { key, next } of this.#unrefreshed.splice(0)) {
      const token = (await this.#searched.get([key])).get(key)?.token
      await this.#searched.write([{ key, next, ...(token === undefined ? {} : { token }) }])
    }
  }

  search(where: Where, request: SearchRequest): Promise<SearchAnswer> {
    return this.#searched.search(where, request)
  }

  summarize(where: Where, request: SummaryRequest): ReturnType<HitIndex['summarize']> {
    return this.#searched.summarize(where, request)
  }

  async prepare(): Promise<void> {}
}

const segments = { smallest: 16, largest: 64 }
