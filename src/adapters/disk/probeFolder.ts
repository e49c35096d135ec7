import type { Stored } from '../../domain/document/hit.js'
import type { Written } from '../../ports/hitIndex.js'
import { encodeDocument } from './documentRow.js'
import type { Folder } from './folder.js'

/** A row of what is known of the whole: no document is looked for there. */
const key = 'probe'

/** Writes a document onto the disk, reads it back, and takes it off again. */
export async function probeFolder(folder: Folder, stored: Stored): Promise<Written> {
  const rows = folder.about
  const value = encodeDocument(stored)
  try {
    await folder.commit([{ rows: rows as never, key, value }])
    const isThere = rows.get(key)?.equals(value) === true
    await folder.commit([{ rows: rows as never, key }])
    return isThere ? 'written' : 'conflict'
  } catch (retry) {
    return { retry }
  }
}
