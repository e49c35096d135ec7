import type { Clock } from '../../ports/clock.js'
import type { ProbeLine } from '../../ports/probeLine.js'
import { broken, type Look, well } from './hops.js'

/** Signatures and times of events bear five minutes; a clock that far off will soon be further. */
const mostOffMs = 60_000

/** The clock of those who answer, beside this machine's. */
export async function clockLook(line: ProbeLine, clock: Clock): Promise<Look> {
  const before = clock.now()
  const answer = await line.ask({ action: 'ping', ref: 'clock' }, 8000)
  const after = clock.now()
  if (answer.type !== 'pong') {
    const why = answer.type === 'ended' ? answer.why : `answered by ${answer.type}`
    return broken(`a ping was not answered: ${why}`, 'see what the log of those who answer requests says', 'post')
  }
  const off = Math.round(Date.parse(answer.now) - (before + after) / 2)
  // The truth lies within half of the way there and back.
  if (Math.abs(off) - (after - before) / 2 <= mostOffMs) return well(`${off} ms apart`)
  return broken(
    `this machine's clock and the other side's are ${Math.round(Math.abs(off) / 1000)} s apart`,
    'let both keep time by NTP: signatures and times of events bear five minutes',
  )
}
