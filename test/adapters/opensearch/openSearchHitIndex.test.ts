import { OpenSearchHitIndex } from '../../../src/adapters/opensearch/openSearchHitIndex.js'
import { hitIndexContract } from '../../contracts/hitIndex.contract.js'
import { ManualClock } from '../../support/manualClock.js'
import { useOpenSearch } from './cluster.js'

const cluster = useOpenSearch()

hitIndexContract(
  'OpenSearch',
  async (options) => {
    const clock = new ManualClock()
    const indexPrefix = cluster.prefix()
    const index = new OpenSearchHitIndex({ ...options, client: cluster.client, clock, replicas: 0, indexPrefix })
    return { index, clock, close: () => cluster.remove(indexPrefix) }
  },
  { retention: 'kept', runs: 10 },
)
