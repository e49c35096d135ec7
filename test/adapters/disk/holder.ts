// A process that opens a folder: node --import tsx holder.ts DIR. Says what came of it, and holds it until it is killed.
import { Folder } from '../../../src/adapters/disk/folder.js'
import { defaultSchema } from '../../../src/domain/fields.js'

const folder = new Folder({
  dir: process.argv[2] as string,
  schema: defaultSchema,
  clock: { now: () => Date.now() },
  telemetry: { fault: () => {} },
})
try {
  await folder.open()
  process.send?.('holds')
  setInterval(() => {}, 60_000)
} catch (fault) {
  process.send?.((fault as Error).message)
  process.disconnect()
}
