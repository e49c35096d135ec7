import type { Board } from '../state/board.js'
import { type Stretch, stretches } from '../state/coverage.js'
import { spanMs } from '../state/slots.js'

/** The ten minutes that charts show: what was counted, where nothing is known, and whether time goes on. */
export function pastOf({ watch }: Board, now: number) {
  const answered = watch?.answered ? watch : undefined
  const unknown: readonly Stretch[] = answered ? stretches(answered.coverage, now - spanMs, now) : []
  return {
    answered: answered !== undefined,
    unknown,
    slots: answered?.tally.slots(now) ?? [],
    goesOn: answered !== undefined && answered.coverage.downSince === undefined,
  }
}
