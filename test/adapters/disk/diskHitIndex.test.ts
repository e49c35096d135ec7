import { hitIndexContract } from '../../contracts/hitIndex.contract.js'
import { ManualClock } from '../../support/manualClock.js'
import { openFolder, openIndex, temporaryFolder } from './openFolder.js'

hitIndexContract(
  'disk',
  async ({ schema, retentionMs }) => {
    const clock = new ManualClock()
    const { dir, remove } = temporaryFolder()
    const folder = await openFolder(dir, { schema, clock })
    const index = await openIndex(folder, { schema, clock, retentionMs })
    return {
      index,
      clock,
      async close() {
        await folder.close()
        remove()
      },
    }
  },
  // Each write waits for the disk.
  { retention: 'hidden', runs: 12 },
)
