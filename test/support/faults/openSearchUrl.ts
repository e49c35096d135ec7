import { partUrl } from '../parts/partUrl.js'

/** Of the OpenSearch that all tests of faults share: its faults happen on the way to it. */
export function openSearchUrl(): Promise<string> {
  return partUrl('clusterOpenSearch')
}
