import { describe } from 'vitest'
import { keepingLaws } from './hitIndex/keeping.js'
import { searchingLaws } from './hitIndex/searching.js'
import { storingLaws } from './hitIndex/storing.js'
import { summarizingLaws } from './hitIndex/summarizing.js'
import type { IndexPromises, Open } from './hitIndex/underTest.js'

/**
 * Registers every law of the port `HitIndex`. `open` gives an empty index each time, whose clock, a `ManualClock` in
 * its first state, stands still unless a law moves it.
 */
export function hitIndexContract(name: string, open: Open, promises: IndexPromises): void {
  describe(`HitIndex: ${name}`, () => {
    storingLaws(open)
    searchingLaws(open, promises)
    summarizingLaws(open, promises)
    keepingLaws(open, promises)
  })
}
