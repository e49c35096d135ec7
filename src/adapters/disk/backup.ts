import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { open } from 'lmdb'
import { dataFileOf, storeOptions, whyNoStore } from './dataFile.js'
import { FolderRefused, unusable } from './folderRefused.js'

/**
 * Copies a folder's data into another folder, made or empty, whether or not a process holds it: all that was answered
 * before the call, as of one moment. The copy is another folder like it.
 */
export async function backup(dir: string, to: string): Promise<void> {
  const from = dataFileOf(dir)
  if (!existsSync(from)) throw new FolderRefused('bad_config', `the folder ${dir} has no data of deltaboard`)
  const why = whyNoStore(from)
  if (why !== undefined) throw new FolderRefused('bad_config', why)
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 })
    if (readdirSync(to).length > 0) throw new FolderRefused('bad_config', `the folder ${to} is not empty`)
  } catch (fault) {
    throw fault instanceof FolderRefused ? fault : unusable(to, fault)
  }
  const partial = `${dataFileOf(to)}.part`
  const root = open({ path: from, ...storeOptions, readOnly: true })
  try {
    await root.backup(partial, true)
    flush(partial)
    // Under its name when it is whole.
    renameSync(partial, dataFileOf(to))
    flush(to)
  } catch (fault) {
    rmSync(partial, { force: true })
    throw unusable(to, fault)
  } finally {
    await root.close()
  }
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
