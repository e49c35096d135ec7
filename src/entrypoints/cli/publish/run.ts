import type { Readable } from 'node:stream'
import { batchesOf } from './batches.js'
import { type Entry, entryOf, type Reading } from './entry.js'
import { linesOf } from './lines.js'
import type { Pace } from './pace.js'
import type { Progress } from './progress.js'
import type { CallFault, PutEvents } from './putEvents.js'
import type { Rejects } from './rejects.js'
import { type Patience, sendBatch } from './sender.js'

export interface Publishing {
  readonly input: Readable
  readonly reading: Reading
  readonly put: PutEvents
  readonly pace: Pace
  readonly patience: Omit<Patience, 'wasReached'>
  readonly rejects: Rejects
  readonly progress: Progress
  readonly interrupted: AbortSignal
}

/** Calls under way at a time: PutEvents answers in some 20 ms on AWS, and takes 10 entries a call. */
const calls = 4

export interface Outcome {
  readonly taken: number
  /** What broke it off: the calls, or the input, which cannot be read any further. */
  readonly broken?: CallFault | { readonly fault: 'input'; readonly message: string }
}

/** Reads the input to its end, sending as it goes. */
export async function publishAll(publishing: Publishing): Promise<Outcome> {
  const { input, reading, rejects, progress, pace, interrupted } = publishing
  let taken = 0
  let broken: CallFault | undefined
  let reached = false
  const ended = () => interrupted.aborted || broken !== undefined
  const put: PutEvents = async (entries) => {
    const answers = await publishing.put(entries)
    if (!('fault' in answers)) reached = true
    return answers
  }

  async function* entries(): AsyncGenerator<readonly Entry[]> {
    for await (const lines of linesOf(input, progress.read)) {
      const group: Entry[] = []
      for (const { number, text } of lines) {
        const entry = entryOf(text, number, reading)
        if (entry.ok) group.push(entry.value)
        else rejects.add({ line: number, code: entry.refusal.code, message: entry.refusal.message, text })
      }
      yield group
    }
  }

  const batches = batchesOf(entries())
  const worker = async () => {
    while (!ended()) {
      const next = await batches.next()
      if (next.done) return
      await pace.turn(next.value.length, interrupted)
      if (ended()) return
      const sent = await sendBatch(next.value, put, { ...publishing.patience, wasReached: () => reached })
      taken += sent.taken
      broken ??= sent.broken
      for (const { entry, code, message } of sent.refused) {
        rejects.add({ line: entry.line, code, message, text: entry.text })
      }
      progress.tell({ taken, refused: rejects.count })
    }
  }

  // A read that waits for more is ended with its stream.
  const close = () => input.destroy()
  interrupted.addEventListener('abort', close)
  // All of them are waited for: what is under way when the input breaks off is still counted.
  const ends = await Promise.allSettled(Array.from({ length: calls }, worker))
  interrupted.removeEventListener('abort', close)
  input.destroy()
  progress.stop()
  const fault = ends.find((end) => end.status === 'rejected')
  if (broken === undefined && fault !== undefined && !interrupted.aborted) {
    return { taken, broken: { fault: 'input', message: (fault.reason as Error).message } }
  }
  return broken === undefined ? { taken } : { taken, broken }
}
