import { configOf } from '../../src/entrypoints/config/config.js'
import { createLog } from '../../src/entrypoints/server/log.js'
import { startServer as listen } from '../../src/entrypoints/server/startServer.js'
import { createNode } from '../../src/entrypoints/wiring/node.js'

export interface TestServer {
  /** Of HTTP, without a slash at its end. */
  readonly url: string
  /** Of the WebSocket. */
  readonly ws: string
  readonly port: number
  stop(): Promise<void>
}

/** A real server on a free port, in this process, as its flags say. */
export async function startServer(flags: readonly string[] = []): Promise<TestServer> {
  const config = configOf(['--port', '0', '--log-level', 'silent', ...flags])
  if (!config.ok) throw new Error(config.refusal.message)
  const node = await createNode(config.value)
  const server = await listen(node, config.value, createLog('silent'))
  return {
    url: server.url,
    ws: `${server.url.replace(/^http/, 'ws')}/ws`,
    port: server.port,
    async stop() {
      await server.stop()
      await node.stop()
    },
  }
}
