import type { Entry } from './entry.js'

/** PutEvents' limits: entries in one call, and bytes of them all. */
export const mostEntries = 10
export const mostBytes = 1024 * 1024

const encoder = new TextEncoder()

/** An entry's size as EventBridge counts it. */
export function sizeOf(entry: Entry): number {
  const texts = [entry.source, entry.detailType, entry.detail]
  return texts.reduce((sum, text) => sum + encoder.encode(text).length, entry.time === undefined ? 0 : 14)
}

/**
 * Cuts entries into calls that PutEvents takes, in order, as few as that allows. Entries come in groups, and a group's
 * end closes a batch: what waits on a pipe is not held back for company.
 */
export async function* batchesOf(groups: AsyncIterable<readonly Entry[]>): AsyncGenerator<readonly Entry[]> {
  for await (const group of groups) {
    let batch: Entry[] = []
    let bytes = 0
    for (const entry of group) {
      const size = sizeOf(entry)
      if (batch.length === mostEntries || (batch.length > 0 && bytes + size > mostBytes)) {
        yield batch
        batch = []
        bytes = 0
      }
      batch.push(entry)
      bytes += size
    }
    if (batch.length > 0) yield batch
  }
}
