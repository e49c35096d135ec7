import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startJavaServer } from './javaServer.js'

export interface OpenSearchPart {
  readonly url: string
  stop(): Promise<void>
}

/** A real OpenSearch node on a free port, ready for requests. `settings` are the server's own, by their names. */
export async function startOpenSearch(settings: Readonly<Record<string, string>> = {}): Promise<OpenSearchPart> {
  const home = await mkdtemp(join(tmpdir(), 'deltaboard-opensearch-'))
  const told = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  const clear = () => rm(home, { recursive: true, force: true })
  const memory = ['-Xms512m', '-Xmx512m']
  try {
    const server = await startJavaServer({
      part: 'opensearch',
      main: 'OsNode',
      memory,
      args: [home, ...told],
      says: 'READY ',
    })
    return {
      url: server.said,
      async stop() {
        await server.stop()
        await clear()
      },
    }
  } catch (fault) {
    await clear()
    throw fault
  }
}
