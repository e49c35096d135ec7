import { randomBytes } from 'node:crypto'
import type { Client } from '@opensearch-project/opensearch'
import { afterAll, beforeAll } from 'vitest'
import { openSearchClient } from '../../../src/adapters/opensearch/openSearchClient.js'
import { type OpenSearchPart, startOpenSearch } from '../../support/parts/openSearch.js'

export interface Cluster {
  readonly url: string
  readonly client: Client
  /** A prefix that nobody else has. */
  prefix(): string
  /** Deletes all that stands under a prefix. */
  remove(prefix: string): Promise<void>
}

/** One real server for all tests of a file. To be called where tests are registered. */
export function useOpenSearch(): Cluster {
  let part: OpenSearchPart | undefined
  let client: Client | undefined
  beforeAll(async () => {
    part = await startOpenSearch()
    client = openSearchClient({ url: part.url, auth: { kind: 'none' } })
  })
  afterAll(async () => {
    await client?.close()
    await part?.stop()
  })
  return {
    get url() {
      return (part as OpenSearchPart).url
    },
    get client() {
      return client as Client
    },
    prefix: () => `test-${randomBytes(6).toString('hex')}`,
    async remove(prefix) {
      await client?.indices.delete({ index: `${prefix}-*` })
      await client?.indices.deleteIndexTemplate({ name: prefix }, { ignore: [404] })
    },
  }
}
