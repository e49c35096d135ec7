import { afterEach } from 'vitest'
import { DiskBus } from '../../../src/adapters/disk/diskBus.js'
import { DiskDeadLetters, tellingFaults } from '../../../src/adapters/disk/diskDeadLetters.js'
import type { Folder } from '../../../src/adapters/disk/folder.js'
import { Journal } from '../../../src/adapters/disk/journal.js'
import { MemoryBus } from '../../../src/adapters/memory/memoryBus.js'
import { eventBusContract } from '../../contracts/eventBus.contract.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'
import { openFolder, temporaryFolder } from './openFolder.js'

const opened: { readonly folder: Folder; remove(): void }[] = []
afterEach(async () => {
  for (const { folder, remove } of opened.splice(0)) {
    await folder.close()
    remove()
  }
})

/** A bus as it is wired. */
function busOf(folder: Folder, bounds: { maxWaiting: number; maxAttempts: number }) {
  const clock = new ManualClock()
  const telemetry = new RecordingTelemetry()
  const journal = new Journal(folder)
  const deadLetters = new DiskDeadLetters({ folder, journal })
  const told = tellingFaults(deadLetters, telemetry)
  const carrier = new MemoryBus({ clock, deadLetters: told, telemetry, backoffMs: () => 1, ...bounds })
  const bus = new DiskBus({ carrier, journal, deadLetters, clock, maxWaiting: bounds.maxWaiting })
  return { bus, consumer: bus, deadLetters, telemetry, ...bounds }
}

eventBusContract('disk', async () => {
  const { dir, remove } = temporaryFolder()
  const folder = await openFolder(dir)
  opened.push({ folder, remove })
  return busOf(folder, { maxWaiting: 20, maxAttempts: 4 })
})
