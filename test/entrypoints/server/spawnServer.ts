import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventually } from '../../support/eventually.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface SpawnedServer {
  readonly url: string
  readonly ws: string
  readonly port: number
  readonly process: ChildProcess
  /** What it logged. */
  log(): string
  /** Ends it as an operator would, and answers its exit code. */
  stop(): Promise<number | null>
}

/** The command itself in a process of its own, so that a crash is a crash. `file`: its --config. */
export async function spawnServer(flags: readonly string[] = [], file: object = {}): Promise<SpawnedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'deltaboard-'))
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify(file))
  const main = join(root, 'src/entrypoints/cli/main.ts')
  const args = ['--import', 'tsx', main, 'serve', '--port', '0', '--config', config, ...flags]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let log = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    log += chunk
  })
  const found = await eventually(
    'the server listens',
    () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${log}`)
      return /:(\d+)\s/.exec(out) ?? undefined
    },
    60_000,
  )
  const port = Number(found[1])
  return {
    url: `http://127.0.0.1:${port}`,
    ws: `ws://127.0.0.1:${port}/ws`,
    port,
    process: child,
    log: () => log,
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
      return child.exitCode
    },
  }
}
