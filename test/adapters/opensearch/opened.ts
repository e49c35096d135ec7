import { openSearchClient } from '../../../src/adapters/opensearch/openSearchClient.js'
import {
  OpenSearchHitIndex,
  type OpenSearchHitIndexOptions,
} from '../../../src/adapters/opensearch/openSearchHitIndex.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { dayMs } from '../../contracts/hitIndex/underTest.js'
import { ManualClock } from '../../support/manualClock.js'
import type { Cluster } from './cluster.js'
import { startProxy, type Wire } from './proxy.js'

export interface Opened {
  readonly index: OpenSearchHitIndex
  readonly proxy: Wire
  readonly prefix: string
  readonly clock: ManualClock
}

/** An index of its own on the shared server, behind a proxy, prepared, for one test. */
export async function withIndex(
  cluster: Cluster,
  options: Partial<OpenSearchHitIndexOptions>,
  test: (opened: Opened) => Promise<void>,
): Promise<void> {
  const proxy = await startProxy(cluster.url)
  const client = openSearchClient({ url: proxy.url, auth: { kind: 'none' } })
  const prefix = cluster.prefix()
  const clock = new ManualClock()
  const common = { client, clock, schema: defaultSchema, retentionMs: 14 * dayMs, replicas: 0, indexPrefix: prefix }
  const index = new OpenSearchHitIndex({ ...common, ...options })
  try {
    await index.prepare()
    proxy.seen.length = 0
    await test({ index, proxy, prefix, clock })
  } finally {
    await client.close()
    await proxy.close()
    await cluster.remove(prefix)
  }
}
