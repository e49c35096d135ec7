import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DiskHitIndex } from '../../../src/adapters/disk/diskHitIndex.js'
import { Folder, type FolderOptions } from '../../../src/adapters/disk/folder.js'
import { MemoryHitIndex, type MemoryHitIndexOptions } from '../../../src/adapters/memory/index/memoryHitIndex.js'
import { defaultSchema } from '../../../src/domain/fields.js'
import { ManualClock } from '../../support/manualClock.js'
import { RecordingTelemetry } from '../../support/recordingTelemetry.js'

/** A folder of one test; `remove` it at the end. */
export function temporaryFolder(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'deltaboard-disk-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

export async function openFolder(dir: string, options: Partial<FolderOptions> = {}): Promise<Folder> {
  const telemetry = new RecordingTelemetry()
  const folder = new Folder({ dir, schema: defaultSchema, clock: new ManualClock(), telemetry, ...options })
  await folder.open()
  return folder
}

/** The index of a folder as it is wired; prepared. */
export async function openIndex(
  folder: Folder,
  options: Partial<MemoryHitIndexOptions> = {},
  telemetry = new RecordingTelemetry(),
): Promise<DiskHitIndex> {
  const usual = { schema: defaultSchema, clock: new ManualClock(), retentionMs: 14 * 86_400_000 }
  const index = new DiskHitIndex({
    folder,
    telemetry,
    structures: (of) => new MemoryHitIndex({ ...usual, maxDocuments: 100_000, maxBytes: 2 ** 30, ...options, ...of }),
  })
  await index.prepare()
  return index
}
