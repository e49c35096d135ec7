import { setTimeout } from 'node:timers/promises'
import { ContainerModule } from 'inversify'
import { MemoryHitIndex } from '../../adapters/memory/index/memoryHitIndex.js'
import { MemoryBus } from '../../adapters/memory/memoryBus.js'
import { MemoryDeadLetters } from '../../adapters/memory/memoryDeadLetters.js'
import { MemorySubscriptionStore } from '../../adapters/memory/memorySubscriptionStore.js'
import { CatchUp } from '../../application/session/catchUp.js'
import type { Config } from '../config/config.js'
import * as t from './tokens.js'

/** Bus, index and store in this process. */
export function memory({ maxDocuments, maxBytes }: Pick<Config, 'maxDocuments' | 'maxBytes'>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(t.deadLetters).toResolvedValue(() => new MemoryDeadLetters())
    bind(t.memoryBus).toResolvedValue(
      (clock, deadLetters, telemetry) => new MemoryBus({ clock, deadLetters, telemetry }),
      [t.clock, t.deadLetters, t.telemetry],
    )
    bind(t.eventBus).toService(t.memoryBus)
    bind(t.consumer).toService(t.memoryBus)
    bind(t.memorySubscriptions).toResolvedValue((clock) => new MemorySubscriptionStore(clock), [t.clock])
    bind(t.subscriptionStore).toService(t.memorySubscriptions)
    bind(t.hitIndex).toResolvedValue(
      (schema, clock, { retentionMs }) => new MemoryHitIndex({ schema, clock, maxDocuments, maxBytes, retentionMs }),
      [t.schema, t.clock, t.settings],
    )
    bind(t.catchUp).toResolvedValue((index) => new CatchUp({ index, pause: setTimeout }), [t.hitIndex])
  })
}
