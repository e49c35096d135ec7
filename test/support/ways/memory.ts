import type { TestProject } from 'vitest/node'
import { credentialFiles, makeKeys } from './credentials.js'
import { provideWay } from './provideWay.js'
import { startServeProcess } from './serveProcess.js'
import { serverWay } from './serverWay.js'

/** One process, everything in its memory. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideWay(project, async () => {
    const keys = makeKeys()
    const files = credentialFiles(keys)
    const server = await startServeProcess(files.flags)
    return {
      way: serverWay(server.url, keys),
      async stop() {
        await server.stop()
        files.remove()
      },
    }
  })
}
