import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { RoundParts } from '../../../application/doctor/round.js'
import type { Terminal } from '../terminal.js'

/** How long a socket is kept after the event came: whoever would tell it again does so at once. */
const lingerMs = 300

/** What a round needs of this process. */
export function rounds(terminal: Pick<Terminal, 'interrupted'>): Omit<RoundParts, 'onFinding'> {
  return {
    clock: { now: () => Date.now() },
    // 192 bits: nobody can guess it.
    newId: () => randomBytes(24).toString('base64url'),
    lingerMs,
    pause: (ms) => setTimeout(ms, undefined, { ref: false }),
    stop: terminal.interrupted,
  }
}
