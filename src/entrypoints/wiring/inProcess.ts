import { setTimeout } from 'node:timers/promises'
import { ContainerModule } from 'inversify'
import { MemorySubscriptionStore } from '../../adapters/memory/memorySubscriptionStore.js'
import { CatchUp } from '../../application/session/catchUp.js'
import * as t from './tokens.js'

export const memorySubscriptions = t.token<MemorySubscriptionStore>('memorySubscriptions')

/** What a node has to itself that shares with no other: who is connected, their sockets, and when its index is refreshed. */
export const inProcess = new ContainerModule(({ bind }) => {
  bind(memorySubscriptions).toResolvedValue((clock) => new MemorySubscriptionStore(clock), [t.clock])
  bind(t.subscriptionStore).toService(memorySubscriptions)
  bind(t.outbox).toService(t.sockets)
  bind(t.catchUp).toResolvedValue((index) => new CatchUp({ index, pause: setTimeout }), [t.hitIndex])
})
