import { ContainerModule } from 'inversify'
import { openSearchClient } from '../../adapters/opensearch/openSearchClient.js'
import { OpenSearchHitIndex } from '../../adapters/opensearch/openSearchHitIndex.js'
import type { Backend } from '../../ports/backend.js'
import type { IndexAddress } from '../config/backends.js'
import * as t from './tokens.js'

export interface IndexShape {
  readonly indexPrefix?: string
  readonly replicas?: number
  readonly shards?: number
}

/** The index as something outside this process. */
export const indexBackend = t.token<Backend>('indexBackend')

/** OpenSearch. `region`: where its domain is, for signed requests. */
export function openSearch({ auth, url }: IndexAddress, shape: IndexShape, region = 'us-east-1'): ContainerModule {
  const index = t.token<OpenSearchHitIndex>('openSearch')
  return new ContainerModule(({ bind }) => {
    bind(index).toResolvedValue(
      (schema, clock, { retentionMs }) =>
        new OpenSearchHitIndex({
          client: openSearchClient({ url, auth: auth.kind === 'sigv4' ? { ...auth, region } : auth }),
          schema,
          clock,
          retentionMs,
          serverless: auth.kind === 'sigv4' && auth.service === 'aoss',
          ...shape,
        }),
      [t.schema, t.clock, t.settings],
    )
    bind(t.hitIndex).toService(index)
    bind(indexBackend).toService(index)
  })
}
