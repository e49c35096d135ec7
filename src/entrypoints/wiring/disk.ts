import { ContainerModule } from 'inversify'
import { backup } from '../../adapters/disk/backup.js'
import { DiskBus } from '../../adapters/disk/diskBus.js'
import { DiskDeadLetters, tellingFaults } from '../../adapters/disk/diskDeadLetters.js'
import { DiskHitIndex } from '../../adapters/disk/diskHitIndex.js'
import { Folder } from '../../adapters/disk/folder.js'
import { Journal } from '../../adapters/disk/journal.js'
import { MemoryHitIndex } from '../../adapters/memory/index/memoryHitIndex.js'
import { MemoryBus } from '../../adapters/memory/memoryBus.js'
import type { Config } from '../config/config.js'
import { memorySubscriptions } from './inProcess.js'
import type { Resources } from './resources.js'
import * as t from './tokens.js'
import { token } from './tokens.js'

const folder = token<Folder>('folder')
const journal = token<Journal>('journal')
const carrier = token<MemoryBus>('carrier')
const bus = token<DiskBus>('diskBus')

/** Bus, index and store in this process; documents, accepted events and dead letters are kept in the folder `data`. */
export function disk(config: { readonly data: string } & Pick<Config, 'maxDocuments' | 'maxBytes'>): ContainerModule {
  const { data, maxBytes, maxDocuments } = config
  return new ContainerModule(({ bind }) => {
    bind(folder).toResolvedValue(
      (schema, clock, telemetry) => new Folder({ dir: data, schema, clock, telemetry }),
      [t.schema, t.clock, t.telemetry],
    )
    bind(journal).toResolvedValue((its) => new Journal(its), [folder])
    bind(t.deadLetters).toResolvedValue(
      (its, events) => new DiskDeadLetters({ folder: its, journal: events }),
      [folder, journal],
    )
    bind(carrier).toResolvedValue(
      (clock, letters, telemetry) =>
        new MemoryBus({ clock, telemetry, deadLetters: tellingFaults(letters, telemetry) }),
      [t.clock, t.deadLetters, t.telemetry],
    )
    bind(bus).toResolvedValue(
      (memory, events, deadLetters, clock) => new DiskBus({ carrier: memory, journal: events, deadLetters, clock }),
      [carrier, journal, t.deadLetters, t.clock],
    )
    bind(t.eventBus).toService(bus)
    bind(t.consumer).toService(bus)
    bind(t.hitIndex).toResolvedValue(
      (its, telemetry, schema, clock, { retentionMs }) =>
        new DiskHitIndex({
          folder: its,
          telemetry,
          structures: (of) => new MemoryHitIndex({ schema, clock, maxDocuments, maxBytes, retentionMs, ...of }),
        }),
      [folder, t.telemetry, t.schema, t.clock, t.settings],
    )
    bind(t.resources).toResolvedValue(
      (its, memory, store, index): Resources => ({
        backends: {},
        async prepare() {
          await its.open()
          try {
            await index.prepare()
          } catch (fault) {
            await its.close()
            throw fault
          }
        },
        waiting: (topic) => memory.waiting(topic),
        distinctQueries: () => store.size.queries,
        drained: () => memory.drained(),
        close: () => its.close(),
      }),
      [folder, carrier, memorySubscriptions, t.hitIndex],
    )
  })
}

/** Copies the data of a folder, held by a process or not, into another one. Rejects with what is wrong, in one line. */
export function backUp(data: string, to: string): Promise<void> {
  return backup(data, to)
}
