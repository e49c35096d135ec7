import type { Stored } from '../../domain/document/hit.js'
import { indexOfKey, keyOf } from '../../domain/document/identity.js'
import type { Written } from '../../ports/hitIndex.js'
import { sendBulk } from './bulk.js'
import type { Documents } from './documents.js'
import type { Requests } from './requests.js'

/** Where probes are written: of the days' kind, made by the same template under the same rights, and never searched. */
function probesOf(prefix: string): string {
  return `${prefix}-probes`
}

/** All indices that documents are in. */
export function daysOf(prefix: string): string {
  return `${prefix}-*,-${probesOf(prefix)}*`
}

/** A state that no document was ever in: whoever says that it replaces this one, replaces nothing. */
const never = { if_seq_no: 2 ** 52, if_primary_term: 2 ** 52 }

interface Options {
  readonly documents: Documents
  readonly prefix: string
  readonly stored: Stored
}

/**
 * One request writes a document beside the days and removes it, and tries to replace in today's index what is not there: a
 * conflict, unless nothing may be written there, or no such index made.
 */
export async function probeIndex(requests: Requests, { documents, prefix, stored }: Options): Promise<Written> {
  const key = keyOf(stored.hit)
  const _id = stored.hit.eventId
  const text = documents.encode(stored)
  const hidden = { _index: probesOf(prefix), _id }
  const today = { _index: indexOfKey(key, prefix), _id, ...never }
  const [created, removed, replaced] = await sendBulk(requests, [
    { lines: `${JSON.stringify({ create: hidden })}\n${text}\n` },
    { lines: `${JSON.stringify({ delete: hidden })}\n` },
    { lines: `${JSON.stringify({ index: today })}\n${text}\n` },
  ])
  for (const answer of [created, removed, replaced === 'conflict' ? 'written' : replaced]) {
    if (answer === undefined || answer === 'written') continue
    if (answer === 'conflict') return answer
    return 'again' in answer ? { retry: answer.again } : answer
  }
  return 'written'
}
