import { Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Config } from '../../../src/entrypoints/config/config.js'
import { parseConfig } from '../../../src/entrypoints/config/config.js'
import { parseFlags } from '../../../src/entrypoints/config/flags.js'
import type { FileReader } from '../../../src/entrypoints/config/sources.js'
import { createLog } from '../../../src/entrypoints/server/log.js'
import { startServer } from '../../../src/entrypoints/server/startServer.js'
import { createNode, type Node } from '../../../src/entrypoints/wiring/node.js'

export interface Served {
  /** Without a slash at its end, by 127.0.0.1. */
  readonly url: string
  readonly ws: string
  readonly port: number
  readonly node: Node
  /** All that was logged, at every level. */
  log(): string
  stop(): Promise<void>
}

export interface ServeOptions {
  readonly flags?: readonly string[]
  /** Contents of files that flags name; `board.json` is the configuration file where it is there. */
  readonly files?: Readonly<Record<string, string>>
  readonly page?: string
  readonly now?: () => number
  /** Replaces parts of the node. */
  readonly node?: Partial<Node>
}

function configOf(flags: readonly string[], files: Readonly<Record<string, string>> = {}): Config {
  const reader: FileReader = {
    read: (path) => files[path] ?? missing(path),
    mode: () => 0o600,
  }
  const fromFile = files['board.json'] === undefined ? [] : ['--config', 'board.json']
  const parsed = parseFlags(['--port', '0', '--log-level', 'trace', ...fromFile, ...flags])
  const config = parsed.ok ? parseConfig({ flags: parsed.value, files: reader }) : parsed
  if (!config.ok) throw new Error(config.refusal.message)
  return config.value
}

function missing(path: string): never {
  throw Object.assign(new Error(path), { code: 'ENOENT' })
}

/** A whole node behind its server, in this process, stopped when the test is over. */
export async function serve(options: ServeOptions = {}): Promise<Served> {
  const config = configOf(options.flags ?? [], options.files)
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const log = createLog(config.logLevel, sink)
  const wired = await createNode(config, (where, fault) => log.error({ where, err: fault }, 'fault'))
  const node: Node = { ...wired, ...options.node }
  const { page, now } = options
  const server = await startServer(node, config, log, {
    ...(page === undefined ? {} : { page }),
    ...(now === undefined ? {} : { now }),
  })
  const stop = async () => {
    await server.stop()
    await wired.stop()
  }
  const { port } = server
  const base = `127.0.0.1:${port}${config.basePath}`
  return { url: `http://${base}`, ws: `ws://${base}/ws`, port, node, log: () => lines.join(''), stop }
}

/** For a test that has a server of its own. */
export async function serveForTest(options: ServeOptions = {}): Promise<Served> {
  const served = await serve(options)
  onTestFinished(() => served.stop())
  return served
}
