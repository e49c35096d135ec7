import { randomBytes } from 'node:crypto'
import type { Client } from '@opensearch-project/opensearch'
import { afterAll, beforeAll, inject } from 'vitest'
import { openSearchClient } from '../../../src/adapters/opensearch/openSearchClient.js'

export interface Cluster {
  readonly url: string
  readonly client: Client
  /** A prefix that nobody else has; what stands under it is deleted when the file is through. */
  prefix(): string
  /** Deletes all that stands under a prefix. */
  remove(prefix: string): Promise<void>
}

/** The real server that all files share. To be called where tests are registered. */
export function useOpenSearch(): Cluster {
  let url = ''
  let client: Client | undefined
  const prefixes = new Set<string>()
  const remove = async (prefix: string) => {
    prefixes.delete(prefix)
    await client?.indices.delete({ index: `${prefix}-*` })
    await client?.indices.deleteIndexTemplate({ name: prefix }, { ignore: [404] })
  }
  beforeAll(async () => {
    const answer = await fetch(inject('openSearch'))
    url = await answer.text()
    if (!answer.ok) throw new Error(url)
    client = openSearchClient({ url, auth: { kind: 'none' } })
  })
  afterAll(async () => {
    for (const prefix of prefixes) await remove(prefix)
    await client?.close()
  })
  return {
    get url() {
      return url
    },
    get client() {
      return client as Client
    },
    prefix() {
      const prefix = `test-${randomBytes(6).toString('hex')}`
      prefixes.add(prefix)
      return prefix
    },
    remove,
  }
}
