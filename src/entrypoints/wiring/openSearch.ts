import { ContainerModule } from 'inversify'
import { openSearchClient } from '../../adapters/opensearch/openSearchClient.js'
import { OpenSearchHitIndex } from '../../adapters/opensearch/openSearchHitIndex.js'
import { Requests } from '../../adapters/opensearch/requests.js'
import { type Comers, mapRoles } from '../../adapters/opensearch/rights.js'
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
          client: clientAt({ auth, url }, region),
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

/** A new domain may be slow to answer, and to know whose it is. */
const patience = { baseMs: 200, mostMs: 3000, budgetMs: 20_000 }

/** Lets the functions in, each with what it does there. */
export async function giveRights(
  { address, region, shape }: { readonly address: IndexAddress; readonly region: string; readonly shape: IndexShape },
  comers: Comers,
): Promise<void> {
  const client = clientAt(address, region)
  try {
    await mapRoles(new Requests(client, patience), shape.indexPrefix ?? 'metrics', comers)
  } finally {
    await client.close()
  }
}

function clientAt({ auth, url }: IndexAddress, region: string) {
  return openSearchClient({ url, auth: auth.kind === 'sigv4' ? { ...auth, region } : auth })
}
