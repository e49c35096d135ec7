import { DiskDeadLetters } from '../../../src/adapters/disk/diskDeadLetters.js'
import { DiskHitIndex } from '../../../src/adapters/disk/diskHitIndex.js'
import { Folder } from '../../../src/adapters/disk/folder.js'
import { Journal } from '../../../src/adapters/disk/journal.js'
import { MemoryHitIndex } from '../../../src/adapters/memory/index/memoryHitIndex.js'
import { keyOf } from '../../../src/domain/document/identity.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { ManualClock } from '../manualClock.js'
import { RecordingTelemetry } from '../recordingTelemetry.js'
import { documents, events, letters, writtenAt } from './samples.js'

async function open(dir: string) {
  const telemetry = new RecordingTelemetry()
  const clock = new ManualClock(writtenAt)
  const folder = new Folder({ dir, schema: defaultSchema, clock, telemetry })
  await folder.open()
  const usual = { schema: defaultSchema, clock, retentionMs: 14 * 86_400_000, maxDocuments: 1000, maxBytes: 2 ** 26 }
  const index = new DiskHitIndex({ folder, telemetry, structures: (of) => new MemoryHitIndex({ ...usual, ...of }) })
  await index.prepare()
  const journal = new Journal(folder)
  return { folder, index, journal, deadLetters: new DiskDeadLetters({ folder, journal }) }
}

export async function fillFolder(dir: string): Promise<void> {
  const { deadLetters, folder, index, journal } = await open(dir)
  await index.write(documents.map((next) => ({ key: keyOf(next.hit), next })))
  // Accepted, and not settled when its process ends.
  await journal.enter(JSON.stringify(events), events)
  await deadLetters.put(letters)
  await folder.close()
}

/** What a folder keeps, as JSON. */
export async function folderAnswers(dir: string): Promise<unknown> {
  const { deadLetters, folder, index, journal } = await open(dir)
  const found = await index.get(documents.map(({ hit }) => keyOf(hit)))
  const answers = {
    documents: [...found.values()].map(({ stored }) => stored),
    events: journal.leftBehind(),
    letters: (await deadLetters.list({ limit: 10 })).letters,
  }
  await folder.close()
  return JSON.parse(JSON.stringify(answers))
}
