import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { credentialFiles, makeKeys } from './credentials.js'
import { provideServer } from './provideServer.js'
import { startServeProcess } from './serveProcess.js'

/** One process that keeps its data in a folder. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const keys = makeKeys()
  const files = credentialFiles(keys)
  const folder = await mkdtemp(join(tmpdir(), 'deltaboard-data-'))
  const server = await startServeProcess([...files.flags, '--data', join(folder, 'data')])
  provideServer(project, server.url, keys)
  return async () => {
    await server.stop()
    files.remove()
    await rm(folder, { recursive: true, force: true })
  }
}
