import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { credentialFiles, makeKeys } from './credentials.js'
import { provideWay } from './provideWay.js'
import { startServeProcess } from './serveProcess.js'
import { serverWay } from './serverWay.js'

/** One process that keeps its data in a folder. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return provideWay(project, async () => {
    const keys = makeKeys()
    const files = credentialFiles(keys)
    const folder = await mkdtemp(join(tmpdir(), 'deltaboard-data-'))
    const server = await startServeProcess([...files.flags, '--data', join(folder, 'data')])
    return {
      way: serverWay(server.url, keys),
      async stop() {
        await server.stop()
        files.remove()
        await rm(folder, { recursive: true, force: true })
      },
    }
  })
}
