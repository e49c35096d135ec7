import type { Policy, QueryId } from '../../domain/query/query.js'
import type { Address, Subscriber } from '../../ports/connection.js'

/** What a group of viewers looks at: they all get the same frames. */
export interface Interest {
  readonly queryId: QueryId
  readonly policy: Policy
}
export interface Audience {
  /** Equal for equal lists of interests: frames are made once for it. */
  readonly id: string
  readonly packed: boolean
  readonly interests: readonly Interest[]
  readonly to: Address[]
}

/** Groups a page of subscribers by equal lists of queries, so that each group shares its frames. */
export function audiencesOf(page: readonly Subscriber[]): Iterable<Audience> {
  const viewers = new Map<string, { address: Address; interests: Interest[]; id: string }>()
  for (const subscriber of page) {
    const part = `${subscriber.queryId}/${policyId(subscriber.policy)}`
    const viewer = viewers.get(subscriber.connectionId)
    if (viewer === undefined) {
      const id = `${subscriber.packed ? 'p' : 's'} ${part}`
      viewers.set(subscriber.connectionId, { address: subscriber, interests: [subscriber], id })
    } else {
      viewer.interests.push(subscriber)
      viewer.id += ` ${part}`
    }
  }
  const audiences = new Map<string, Audience>()
  for (const { address, interests, id } of viewers.values()) {
    const audience = audiences.get(id)
    if (audience === undefined) audiences.set(id, { id, packed: address.packed, interests, to: [address] })
    else audience.to.push(address)
  }
  return audiences.values()
}

export function policyId(policy: Policy): string {
  return policy.kind === 'latest' ? `latest:${JSON.stringify(policy.by)}` : policy.kind
}
