import { MemoryHitIndex, type MemoryHitIndexOptions } from '../../../../src/adapters/memory/index/memoryHitIndex.js'
import type { Open } from '../../../contracts/hitIndex/underTest.js'
import { hitIndexContract } from '../../../contracts/hitIndex.contract.js'
import { ManualClock } from '../../../support/manualClock.js'

const opening =
  (segments: Partial<MemoryHitIndexOptions>): Open =>
  async (options) => {
    const clock = new ManualClock()
    const index = new MemoryHitIndex({ ...options, ...segments, clock, maxDocuments: 100_000, maxBytes: 2 ** 30 })
    return { index, clock, close: async () => {} }
  }

hitIndexContract('memory', opening({}), { retention: 'hidden', runs: 200 })
// So that each law meets full segments, order across many of them, and documents that move.
hitIndexContract('memory, tiny segments', opening({ segments: { smallest: 2, largest: 4 } }), {
  retention: 'hidden',
  runs: 400,
})
