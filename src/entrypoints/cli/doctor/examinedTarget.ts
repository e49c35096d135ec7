import type { Round, RoundParts } from '../../../application/doctor/round.js'

/** What is looked at: one round is one look at every hop. */
export interface Target {
  round(parts: RoundParts): Promise<Round>
}
