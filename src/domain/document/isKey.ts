import { parseEventId } from '../event/eventId.js'
import { eventIdOfKey } from './identity.js'

/** Whether a document could have this key. What clients send as keys goes into names of indices: nothing else may. */
export function isKey(text: string): boolean {
  return /^\d{4}-\d\d-\d\d\//.test(text) && parseEventId(eventIdOfKey(text)) !== undefined
}
