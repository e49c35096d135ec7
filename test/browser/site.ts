import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { atIssuer } from '../../src/entrypoints/config/atIssuer.js'
import { parseConfig } from '../../src/entrypoints/config/config.js'
import { parseFlags } from '../../src/entrypoints/config/flags.js'
import { createLog } from '../../src/entrypoints/server/log.js'
import { type RunningServer, startServer } from '../../src/entrypoints/server/startServer.js'
import { createNode } from '../../src/entrypoints/wiring/node.js'
import { builtCommand } from '../support/ways/serveProcess.js'

/** The built page behind the real server, on memory adapters. */
export interface Site {
  /** Of the page, with its last slash. */
  readonly url: string
  /** Stops the server; what it held is gone. */
  stop(): Promise<void>
  /** Starts it again on the same port, with nothing in it. */
  start(): Promise<void>
  /** Stops it for good. */
  close(): Promise<void>
}

/** `files`: beside each other in a folder of their own; in flags `{folder}` names it. `config` is the --config file. */
export async function openSite(
  flags: readonly string[] = [],
  config: object = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'deltaboard-site-'))
  const page = join(dirname(await builtCommand()), 'web')
  for (const [name, text] of Object.entries({ 'config.json': JSON.stringify(config), ...files })) {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
  }
  const given = flags.map((flag) => flag.replace('{folder}', folder))
  let port = 0
  let running: { server: RunningServer; node: { stop(): Promise<void> } } | undefined
  async function start(): Promise<void> {
    const all = ['--port', String(port), '--log-level', 'silent', '--config', join(folder, 'config.json'), ...given]
    const parsed = parseFlags(all)
    const checked = parsed.ok ? parseConfig({ flags: parsed.value }) : parsed
    const made = checked.ok ? await atIssuer(checked.value) : checked
    if (!made.ok) throw new Error(made.refusal.message)
    const node = await createNode(made.value)
    const server = await startServer(node, made.value, createLog('silent'), { page })
    port = server.port
    running = { server, node }
  }
  async function stop(): Promise<void> {
    await running?.server.stop()
    await running?.node.stop()
    running = undefined
  }
  await start()
  return {
    get url() {
      return `${running?.server.url ?? `http://localhost:${port}`}/`
    },
    start,
    stop,
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
