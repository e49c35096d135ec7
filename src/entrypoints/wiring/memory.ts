import { ContainerModule } from 'inversify'
import { MemoryHitIndex } from '../../adapters/memory/index/memoryHitIndex.js'
import { MemoryBus } from '../../adapters/memory/memoryBus.js'
import { MemoryDeadLetters } from '../../adapters/memory/memoryDeadLetters.js'
import type { Config } from '../config/config.js'
import { memorySubscriptions } from './inProcess.js'
import type { Resources } from './resources.js'
import * as t from './tokens.js'
import { token } from './tokens.js'

const bus = token<MemoryBus>('memoryBus')

/** Bus, index and store in this process. */
export function memory({ maxDocuments, maxBytes }: Pick<Config, 'maxDocuments' | 'maxBytes'>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(t.deadLetters).toResolvedValue(() => new MemoryDeadLetters())
    bind(bus).toResolvedValue(
      (clock, deadLetters, telemetry) => new MemoryBus({ clock, deadLetters, telemetry }),
      [t.clock, t.deadLetters, t.telemetry],
    )
    bind(t.eventBus).toService(bus)
    bind(t.consumer).toService(bus)
    bind(t.hitIndex).toResolvedValue(
      (schema, clock, { retentionMs }) => new MemoryHitIndex({ schema, clock, maxDocuments, maxBytes, retentionMs }),
      [t.schema, t.clock, t.settings],
    )
    bind(t.resources).toResolvedValue(
      (queues, store, index): Resources => ({
        backends: {},
        prepare: () => index.prepare(),
        waiting: (topic) => queues.waiting(topic),
        distinctQueries: () => store.size.queries,
        drained: () => queues.drained(),
        close: async () => {},
      }),
      [bus, memorySubscriptions, t.hitIndex],
    )
  })
}
