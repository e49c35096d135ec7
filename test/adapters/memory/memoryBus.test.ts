import { MemoryBus } from '../../../src/adapters/memory/memoryBus.js'
import { MemoryDeadLetters } from '../../../src/adapters/memory/memoryDeadLetters.js'
import { eventBusContract } from '../../contracts/eventBus.contract.js'
import { ManualClock } from '../../support/manualClock.js'

eventBusContract('memory', async () => {
  const deadLetters = new MemoryDeadLetters()
  const bounds = { maxWaiting: 20, maxAttempts: 4 }
  const bus = new MemoryBus({ clock: new ManualClock(), deadLetters, backoffMs: () => 1, ...bounds })
  return { bus, consumer: bus, deadLetters, ...bounds }
})
