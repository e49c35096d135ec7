import { afterEach } from 'vitest'
import { DiskDeadLetters } from '../../../src/adapters/disk/diskDeadLetters.js'
import type { Folder } from '../../../src/adapters/disk/folder.js'
import { Journal } from '../../../src/adapters/disk/journal.js'
import { deadLettersContract } from '../../contracts/deadLetters.contract.js'
import { openFolder, temporaryFolder } from './openFolder.js'

const opened: { readonly folder: Folder; remove(): void }[] = []
afterEach(async () => {
  for (const { folder, remove } of opened.splice(0)) {
    await folder.close()
    remove()
  }
})

deadLettersContract('disk', async () => {
  const { dir, remove } = temporaryFolder()
  const folder = await openFolder(dir)
  opened.push({ folder, remove })
  return { letters: new DiskDeadLetters({ folder, journal: new Journal(folder), maxLetters: 5 }), max: 5 }
})
