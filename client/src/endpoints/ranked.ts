import { fnv1a } from '../../../src/domain/overload/hash.js'
import type { Endpoint } from './endpoint.js'

/**
 * The endpoints in this client's own order of preference, by rendezvous hashing (highest random weight, Thaler and
 * Ravishankar 1998): each pair of client and endpoint has a weight of its own, whatever others there are. So an endpoint that
 * is added takes its share from all the others and moves nobody else, one that is taken away moves its own clients only,
 * spread over the rest, and so does one that is down.
 */
export function ranked(endpoints: readonly Endpoint[], clientId: string): readonly Endpoint[] {
  const weights = new Map(endpoints.map((endpoint) => [endpoint, fnv1a(`${clientId}\n${endpoint.id}`)]))
  const weight = (endpoint: Endpoint) => weights.get(endpoint) ?? 0
  // Equal weights are as good as none, but have to come out the same for whoever asks.
  return [...endpoints].sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1))
}
