import type { TestProject } from 'vitest/node'
import { credentialFiles, makeKeys } from './credentials.js'
import { provideServer } from './provideServer.js'
import { startServeProcess } from './serveProcess.js'

/** One process, everything in its memory. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const keys = makeKeys()
  const files = credentialFiles(keys)
  const server = await startServeProcess(files.flags)
  provideServer(project, server.url, keys)
  return async () => {
    await server.stop()
    files.remove()
  }
}
