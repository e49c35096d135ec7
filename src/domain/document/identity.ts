import type { Key } from './hit.js'

/** The document's key: the day of its timestamp and its id, whatever the hour or batch it arrives in. */
export function keyOf(document: { readonly eventId: string; readonly '@timestamp': string }): Key {
  return `${document['@timestamp'].slice(0, 10)}/${document.eventId}`
}

/** The index of a key's UTC day, such as `metrics-2026.11.24`. */
export function indexOfKey(key: Key, prefix = 'metrics'): string {
  return `${prefix}-${key.slice(0, 4)}.${key.slice(5, 7)}.${key.slice(8, 10)}`
}

/** The event's id inside a key. */
export function eventIdOfKey(key: Key): string {
  return key.slice(11)
}
