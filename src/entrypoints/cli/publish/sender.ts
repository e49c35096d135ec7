import { setTimeout as sleep } from 'node:timers/promises'
import type { Entry } from './entry.js'
import type { Answer, CallFault, PutEvents } from './putEvents.js'

export interface Refused {
  readonly entry: Entry
  readonly code: string
  readonly message: string
}

export interface Sent {
  readonly taken: number
  readonly refused: readonly Refused[]
  /** Nothing more can be sent; what was not taken is among `refused`. */
  readonly broken?: CallFault
}

export interface Patience {
  /** How often an entry is tried in all. */
  readonly tries: number
  readonly firstWaitMs: number
  readonly random: () => number
  /** Was there ever an answer? An address where nobody was from the start is not tried again. */
  readonly wasReached: () => boolean
}

/** What EventBridge says of an entry that it will never take. */
const final = /Malformed|Invalid|Validation|NotAuthorized|AccessDenied|NotFound|TooLarge|SizeLimit/i

/**
 * Sends one batch until each of its entries is taken or refused. What failed for the moment is sent again, alone and
 * after growing waits; a call that is refused as a whole is sent again entry by entry, so that a bad one fails alone.
 */
export async function sendBatch(batch: readonly Entry[], put: PutEvents, patience: Patience): Promise<Sent> {
  let left = batch
  let taken = 0
  const refused: Refused[] = []
  for (let tries = 1; left.length > 0; tries++) {
    const answers = await put(left)
    if ('fault' in answers) {
      const isNowhere = answers.fault === 'unreachable' && !patience.wasReached()
      const giveUp = isNowhere || answers.fault === 'access' || tries >= patience.tries
      if (answers.fault === 'entries') {
        const alone = await oneByOne(left, answers, put, patience)
        return { ...alone, taken: taken + alone.taken, refused: [...refused, ...alone.refused] }
      }
      if (giveUp) {
        const all = left.map((entry) => ({ entry, code: answers.fault, message: answers.message }))
        return { taken, refused: [...refused, ...all], broken: answers }
      }
    } else {
      const isLast = tries >= patience.tries
      const again: Entry[] = []
      left.forEach((entry, i) => {
        const answer: Answer = answers[i] ?? { code: 'NoAnswer', message: '' }
        if (answer === 'ok') taken += 1
        else if (isLast || final.test(answer.code)) refused.push({ entry, ...answer })
        else again.push(entry)
      })
      left = again
    }
    if (left.length > 0) await sleep(patience.firstWaitMs * 2 ** (tries - 1) * (0.5 + patience.random() / 2))
  }
  return { taken, refused }
}

async function oneByOne(
  batch: readonly Entry[],
  { message, fault }: CallFault,
  put: PutEvents,
  patience: Patience,
): Promise<Sent> {
  const [only] = batch
  if (batch.length === 1 && only !== undefined) {
    return { taken: 0, refused: [{ entry: only, code: fault === 'entries' ? 'refused' : fault, message }] }
  }
  let taken = 0
  const refused: Refused[] = []
  for (const [i, entry] of batch.entries()) {
    const sent = await sendBatch([entry], put, patience)
    taken += sent.taken
    refused.push(...sent.refused)
    if (sent.broken !== undefined) {
      const { broken } = sent
      const rest = batch.slice(i + 1).map((each) => ({ entry: each, code: broken.fault, message: broken.message }))
      return { taken, refused: [...refused, ...rest], broken }
    }
  }
  return { taken, refused }
}
