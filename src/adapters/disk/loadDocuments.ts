import type { Hit, Stored } from '../../domain/document/hit.js'
import { keyOf } from '../../domain/document/identity.js'
import { decodeDocument } from './documentRow.js'
import type { Folder } from './folder.js'
import { FolderRefused } from './folderRefused.js'
import type { RowWrite, Structures } from './structures.js'

const chunk = 2000

/** What a load found: how many documents are there again, and those that a field declared since does not fit. */
export interface Loaded {
  readonly documents: number
  /** By field: they answer as if it was absent. */
  readonly unfit: ReadonlyMap<string, number>
  /** Rows that are past retention, or beyond the bounds of memory. */
  readonly gone: readonly number[]
}

/** Puts all documents of a folder into structures that are empty, in the order of their writes. */
export async function loadDocuments(folder: Folder, structures: Structures): Promise<Loaded> {
  const gone: number[] = []
  const unfit = new Map<string, number>()
  let documents = 0
  let writes: RowWrite[] = []
  const put = async () => {
    const written = await structures.write(writes)
    for (const [i, answer] of written.entries()) {
      const write = writes[i] as RowWrite
      if (answer === 'written' || (await fitted(write, answer, structures, unfit))) documents++
      else gone.push(write.sequence)
    }
    writes = []
  }
  for (const { key: sequence, value } of folder.documents.getRange()) {
    const next = read(value)
    writes.push({ key: keyOf(next.hit), next, sequence })
    if (writes.length === chunk) await put()
  }
  await put()
  return { documents, unfit, gone }
}

function read(row: Buffer): Stored {
  try {
    return decodeDocument(row)
  } catch {
    throw new FolderRefused('bad_config', 'the folder is damaged: one of its documents is unreadable')
  }
}

/**
 * A document that was kept before a field was declared may have another value under its name. It answers as if the field
 * was absent; its row stays as it is. False: it is past retention or older than what memory has room for.
 */
async function fitted(
  write: RowWrite,
  answer: Awaited<ReturnType<Structures['write']>>[number],
  structures: Structures,
  unfit: Map<string, number>,
): Promise<boolean> {
  let [left, why] = [write, answer]
  while (typeof why === 'object' && 'refused' in why && why.refused.code === 'bad_field') {
    const field = why.refused.path ?? ''
    if (!Object.hasOwn(left.next.hit, field) || isNeeded(field)) break
    unfit.set(field, (unfit.get(field) ?? 0) + 1)
    left = { ...left, next: { ...left.next, hit: without(left.next.hit, field) } }
    why = (await structures.write([left]))[0] ?? 'conflict'
  }
  if (why === 'written') return true
  if (typeof why === 'object' && 'refused' in why) {
    if (why.refused.code === 'too_old') return false
    throw new FolderRefused('bad_config', `one of the folder's documents cannot be held: ${why.refused.message}`)
  }
  throw new FolderRefused('bad_config', 'the folder is damaged: it has two documents of one key')
}

const isNeeded = (field: string) => field === '@timestamp' || field === 'ingestedAt'

function without(hit: Hit, field: string): Hit {
  return Object.fromEntries(Object.entries(hit).filter(([name]) => name !== field)) as Hit
}
