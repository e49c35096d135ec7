import type { Channel } from '../../../src/domain/routing/channel.js'
import type { Subscriber } from '../../../src/ports/connection.js'
import type { SubscriptionStore } from '../../../src/ports/subscriptionStore.js'
import { connections, subscriptions } from './samples.js'

const channels = [...new Set(subscriptions.flatMap(([, { query }]) => query.channels))].sort()

export async function fillStore(store: SubscriptionStore): Promise<void> {
  for (const connection of connections) await store.connect(connection)
  for (const [connectionId, subscription] of subscriptions) {
    const { expiresAt } = connections.find((one) => one.connectionId === connectionId) as (typeof connections)[number]
    const answer = await store.subscribe(connectionId, subscription, { max: 100, expiresAt })
    if (answer !== 'ok') throw new Error(answer)
  }
}

/** All that a store says of the samples, as JSON: endless leases are null. */
export async function storeAnswers(store: SubscriptionStore): Promise<unknown> {
  const ids = connections.map(({ connectionId }) => connectionId)
  const subscribers: Subscriber[] = []
  const queryIds = [...new Set(subscriptions.map(([, { query }]) => query.queryId))].sort()
  for await (const page of store.subscribers(queryIds)) subscribers.push(...page)
  const answers = {
    connections: await Promise.all(ids.map((id) => store.connection(id))),
    subscriptions: await Promise.all(ids.map(async (id) => sorted(await store.subscriptions(id)))),
    queries: await Promise.all(channels.map((channel) => queriesOf(store, channel))),
    subscribers: sorted(subscribers),
  }
  return JSON.parse(JSON.stringify(answers))
}

async function queriesOf(store: SubscriptionStore, channel: Channel): Promise<readonly unknown[]> {
  const answer = await store.queries(channel)
  if (answer === 'same') throw new Error('nothing was held')
  return [channel, sorted(answer.added)]
}

/** In an order that does not depend on the store's. */
function sorted<T>(list: readonly T[]): readonly T[] {
  return list
    .map((one) => [JSON.stringify(one), one] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one)
}
